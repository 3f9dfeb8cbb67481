"""What of a contract may be filled in, and what of that may not stand. Everything else comes from the template, the
tender, the award and the bid. Pure: values in, reasons out; amounts as text in 元, days in ISO 8601."""
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from market.core import money
from market.core.guards import Reason

GROUPS = {"technical": "技术标准", "service": "服务标准", "safety": "安全标准"}
AFTER = {"signing": "合同签订", "acceptance": "验收合格"}
DISPUTES = {"court": "向甲方所在地有管辖权的人民法院提起诉讼", "arbitration": "提交仲裁委员会仲裁"}
GPLR_45 = "政府采购法实施条例 第四十五条"


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill in: a line, a text, a day, an amount, a choice, a yes or no."""

    key: str
    label: str
    kind: str = "line"
    hint: str = ""
    required: bool = True
    most: int = 200


BLANKS = (
    Blank("subject", "标的的说明", "text", "采购什么、数量、规格型号；与招标文件、投标文件一致，"
                                           "不作实质性修改。", most=4000),
    Blank("place", "签订地点"),
    Blank("delivery_place", "履行地点"),
    Blank("starts_on", "合同期限自", "day"),
    Blank("ends_on", "合同期限至", "day"),
    Blank("warranty", "质量保证期", hint="例如：验收合格之日起三年。"),
    Blank("bond", "履约保证金（元）", "money", "不收取的，留空。", required=False),
    Blank("bond_form", "履约保证金的形式", hint="支票、汇票、本票或者保函等非现金形式。", required=False),
    Blank("penalty", "逾期违约金", hint="例如：每逾期一日，按逾期部分价款的万分之五，累计不超过合同金额的百分之五。"),
    Blank("dispute", "争议解决", "choice"),
    Blank("arbitration", "仲裁委员会", hint="选择仲裁的，填写全称。", required=False),
    Blank("purchaser_contact", "甲方联系人和电话"),
    Blank("winner_contact", "乙方联系人和电话"),
    Blank("winner_account", "乙方开户银行和账号"),
    Blank("public_service", "属于政府向社会公众提供的公共服务", "flag",
          "选“是”的，验收时应当邀请服务对象参与并出具意见，验收结果向社会公告。", required=False),
)
"""In the order of the form. Beside them stand the rows ``standards``, ``milestones`` and ``instalments``."""
BY_KEY = {one.key: one for one in BLANKS}


def faults(said: dict, *, amount: Decimal, book) -> list[Reason]:
    """Everything that keeps a text from being offered; empty where nothing does. ``book`` is the lot's rulebook."""
    found = [Reason(f"contract.{one.key}_missing", f"“{one.label}”没有填写，合同不能缺少这一项；请补充。")
             for one in BLANKS if one.required and said.get(one.key) in (None, "")]
    if said.get("dispute") == "arbitration" and not said.get("arbitration"):
        found.append(Reason("contract.arbitration_missing", "选择了仲裁，却没有写明仲裁委员会，约定无效；"
                                                            "请填写其全称。", "仲裁法 第十六条"))
    if _day(said, "starts_on") and _day(said, "ends_on") and _day(said, "ends_on") < _day(said, "starts_on"):
        found.append(Reason("contract.period_reversed", "合同期限的截止日早于起始日，不能定稿；请核对两个日期。"))
    found += _bond(said, amount, book)
    return [*found, *_standards(said), *_milestones(said), *_instalments(said, amount, book)]


def _day(said: dict, key: str) -> date | None:
    return date.fromisoformat(said[key]) if said.get(key) else None


def _bond(said: dict, amount: Decimal, book) -> list[Reason]:
    cap = book.performance_bond_cap
    bond = money.yuan(said["bond"]) if said.get("bond") else Decimal(0)
    found = []
    if cap and bond > amount * cap.value:
        found.append(Reason("contract.bond_over_cap", f"履约保证金 {bond:,.2f} 元超过合同金额的 {cap}"
                            f"（{amount * cap.value:,.2f} 元），不能定稿；请改低或者不收取。", cap.law))
    if bond and not said.get("bond_form"):
        found.append(Reason("contract.bond_form_missing", "收取履约保证金的，应当写明以支票、汇票、"
                                                          "本票或者保函等非现金形式提交；"
                            "请填写。", cap.law if cap else ""))
    return found


def _standards(said: dict) -> list[Reason]:
    groups = {row["group"] for row in said.get("standards", ())}
    return [Reason(f"contract.no_{group}_standard", f"没有写明{label}，验收时无从对照；请至少写一项，"
                                                    f"确实没有的写“无”并说明。", GPLR_45)
            for group, label in GROUPS.items() if group not in groups]


def _milestones(said: dict) -> list[Reason]:
    rows = said.get("milestones", ())
    if not rows:
        return [Reason("contract.no_milestones", "没有约定履约节点，履约和验收没有依据；请至少写一个节点。", GPLR_45)]
    begins, ends = _day(said, "starts_on"), _day(said, "ends_on")
    outside = [row["name"] for row in rows
               if begins and ends and not begins <= date.fromisoformat(row["due_on"]) <= ends]
    return [Reason("contract.milestone_outside", f"履约节点“{'”“'.join(outside)}”的日期不在合同期限之内，"
                                                 f"不能定稿；请核对。")
            ] if outside else []


def _instalments(said: dict, amount: Decimal, book) -> list[Reason]:
    rows, found = said.get("instalments", ()), []
    total = sum((money.yuan(row["amount"]) for row in rows), Decimal(0))
    if total != amount:
        found.append(Reason("contract.instalments_differ", f"各笔付款合计 {total:,.2f} 元，与合同金额 "
                                                           f"{amount:,.2f} 元不一致，"
                            "不能定稿；请核对每一笔。", "政府采购法 第四十六条"))
    most = book.payment_agreed or book.payment
    if most and (long := [row["name"] for row in rows if row["days"] > most.value]):
        found.append(Reason("contract.payment_too_late", f"“{'”“'.join(long)}”约定的付款期限超过 {most}，"
                                                         f"不能定稿；请改短。", most.law))
    return found
