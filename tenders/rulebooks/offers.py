"""The scheme a draft is offered to begin with: lawful as it stands, to be fitted to what is bought."""
from decimal import Decimal

from . import schemes
from .base import Rulebook
from .schemes import Criterion, Item, Scheme

_GPL, _87 = "政府采购法 第二十二条", "政府采购货物和服务招标投标管理办法"

QUALIFICATION = (
    Item("civil_capacity", "具有独立承担民事责任的能力", f"{_GPL}第一款第一项"),
    Item("sound_accounts", "具有良好的商业信誉和健全的财务会计制度", f"{_GPL}第一款第二项"),
    Item("able_to_perform", "具有履行合同所必需的设备和专业技术能力", f"{_GPL}第一款第三项"),
    Item("taxes_and_insurance", "有依法缴纳税收和社会保障资金的良好记录", f"{_GPL}第一款第四项"),
    Item("no_violations", "参加政府采购活动前三年内，在经营活动中没有重大违法记录", f"{_GPL}第一款第五项"),
    Item("no_bad_credit", "未被列入失信被执行人、重大税收违法失信主体、政府采购严重违法失信行为记录名单",
         "财库〔2016〕125号"),
)
COMPLIANCE = (
    Item("signed", "投标文件按招标文件要求签署、盖章", f"{_87} 第六十三条"),
    Item("within_ceiling", "报价不超过预算金额和最高限价", f"{_87} 第六十三条"),
    Item("bond_given", "按招标文件的规定提交了投标保证金（不收取的，不适用）", f"{_87} 第六十三条"),
    Item("no_conditions", "没有采购人不能接受的附加条件", f"{_87} 第六十三条"),
    Item("substance_met", "满足招标文件以醒目方式标明的全部实质性要求", f"{_87} 第二十条"),
    Item("validity", "投标有效期不短于招标文件的要求", f"{_87} 第二十三条"),
)


def _case(key: str, label: str, points: str) -> dict:
    return {"key": key, "label": label, "points": points}


_GOODS = (
    Criterion(key="specifications", label="技术参数响应", most=Decimal(35), kind=schemes.SUBJECTIVE,
              group=schemes.TECHNICAL,
              how="全部满足得 28 分；优于招标文件要求的，每有一项实质性优于加 1 分，加满为止；每有一项一般参数"
                  "不满足扣 2 分，扣完为止。"),
    Criterion(key="delivery_plan", label="供货、安装和调试方案", most=Decimal(15), kind=schemes.SUBJECTIVE,
              group=schemes.TECHNICAL,
              how="方案完整、进度可行、针对本项目的得 11–15 分；基本完整可行的得 6–10 分；有缺漏的得 0–5 分。"),
    Criterion(key="references", label="同类业绩", most=Decimal(10), kind=schemes.OBJECTIVE, group=schemes.BUSINESS,
              how="以近三年同类货物合同的复印件为准。", rule={"kind": "count", "each": "2.00"}),
    Criterion(key="warranty", label="质保期", most=Decimal(10), kind=schemes.OBJECTIVE, group=schemes.BUSINESS,
              how="在招标文件要求的质保期之外承诺延长的，按所承诺的年数得分。",
              rule={"kind": "choice", "choices": [_case("g1", "不延长", "0.00"), _case("g2", "延长 1 年", "5.00"),
                                                  _case("g3", "延长 2 年及以上", "10.00")]}),
)
_SERVICES = (
    Criterion(key="service_plan", label="服务方案", most=Decimal(40), kind=schemes.SUBJECTIVE,
              group=schemes.TECHNICAL,
              how="方案完整、可行、针对本项目的得 31–40 分；基本完整可行的得 16–30 分；有缺漏的得 0–15 分。"),
    Criterion(key="quality", label="质量保证和应急措施", most=Decimal(15), kind=schemes.SUBJECTIVE,
              group=schemes.TECHNICAL,
              how="措施具体、责任到人的得 11–15 分；较具体的得 6–10 分；笼统的得 0–5 分。"),
    Criterion(key="team", label="服务人员", most=Decimal(15), kind=schemes.OBJECTIVE, group=schemes.TECHNICAL,
              how="拟派人员具有与本项目相关的中级及以上职称的，按人数得分。",
              rule={"kind": "count", "each": "3.00"}),
    Criterion(key="references", label="同类业绩", most=Decimal(10), kind=schemes.OBJECTIVE, group=schemes.BUSINESS,
              how="以近三年同类服务合同的复印件为准。", rule={"kind": "count", "each": "2.00"}),
)
_CRITERIA = {schemes.GOODS: _GOODS, schemes.SERVICES: _SERVICES}
_TIES = {schemes.COMPREHENSIVE: ("price", "technical", "draw"), schemes.LOWEST_PRICE: ("draw",)}


def offer(book: Rulebook, method: str, trade_kind: str, *, reserved: bool = False, product: str = "") -> Scheme:
    """A lawful scheme for goods or services under a rulebook. ``reserved``: to small firms, which ends deductions;
    ``product`` is what the brands of goods are told apart by."""
    scoring, goods = method == schemes.COMPREHENSIVE, trade_kind == schemes.GOODS
    criteria = _CRITERIA[trade_kind] if scoring else ()
    return Scheme(
        method=method, criteria=criteria, qualification=QUALIFICATION, compliance=COMPLIANCE,
        price_points=schemes.WHOLE - sum(one.most for one in criteria) if scoring else Decimal(0),
        sme_deduction=_least(book.sme_deduction_least, reserved),
        consortium_deduction=_least(book.consortium_deduction_least, reserved),
        domestic=goods and book.domestic_preference is not None, same_brand=goods,
        core_product=product[:schemes.LABEL] if goods else "", ties=_TIES[method],
        low_price_minutes=book.low_price_minutes.value if book.low_price_minutes else 30,
        candidates=book.candidates.value if book.candidates else 3)


def _least(number, reserved: bool) -> Decimal:
    return Decimal(0) if reserved or number is None else Decimal(number.value)
