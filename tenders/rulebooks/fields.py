"""What a notice says, declared once: forms, facts boxes, machine twins, facets and feeds walk these declarations.

Values are kept as JSON in this shape, by type:
``text``   a string                          ``party``   {"name", "id"?: credit code or foreign id, "scheme"?,
                                             "as"?: the words as published where they name a consortium}
``money``  {"amount": "123.45", "currency": "CNY"}; the amount in units of the currency, for CNY 元
``rate``   {"text": the words as published, "share"?: "0.9825" (0-1)}
``moment`` "2026-12-08" or "2026-12-08T09:30:00+08:00"; a date stays a date where no time was stated
``flag``   true or false                     ``texts`` / ``parties``   lists of the above
``quotes`` [{"rank"?: 1, "bidder": name, "amount"?: "123.45", "share"?: "0.98", "text"?: words as published}]
"""
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One fact a notice may state.

    ``box`` names the stages whose notices must show it even when missing (公告未载明); elsewhere it is shown when
    stated. ``wide`` ones span the facts box. ``term`` is the name in OCDS where there is one.
    """

    code: str
    label: str
    type: str
    box: frozenset[str] = frozenset()
    wide: bool = False
    term: str = ""


ASKING = frozenset({"notice", "change"})
"""Stages whose notices ask somebody to take part."""
EVERY = frozenset({"plan", "notice", "change", "opening", "candidate", "result", "contract", "ended", "redress"})

FACTS = (
    Fact(code="project_code", label="项目编号", type="text", box=EVERY, term="tender.id"),
    Fact(code="platform_code", label="平台项目编号", type="text"),
    Fact(code="lots", label="标段（包）", type="texts", box=ASKING, term="tender.lots"),
    Fact(code="lot_code", label="标段（包）编号", type="text"),
    Fact(code="project_name", label="项目名称", type="text", wide=True, term="tender.title"),
    Fact(code="purchaser", label="采购人", type="party", box=EVERY, term="buyer"),
    Fact(code="agent", label="代理机构", type="party", box=EVERY, term="parties[procuringAgent]"),
    Fact(code="budget", label="预算金额", type="money", box=ASKING, term="planning.budget.amount"),
    Fact(code="price_ceiling", label="最高限价", type="money", box=ASKING, term="tender.value"),
    Fact(code="starting_price", label="起始价", type="money"),
    Fact(code="award_amount", label="中标金额", type="money", box=frozenset({"result"}), term="awards.value"),
    Fact(code="award_rate", label="中标费率", type="rate"),
    Fact(code="award_terms", label="中标价说明", type="text", wide=True),
    Fact(code="winner", label="中标（成交）人", type="parties", box=frozenset({"result"}), wide=True,
         term="awards.suppliers"),
    Fact(code="candidates", label="中标候选人", type="quotes", wide=True),
    Fact(code="contract_amount", label="合同金额", type="money", box=frozenset({"contract"}), term="contracts.value"),
    Fact(code="contract_period", label="合同期限", type="text", term="contracts.period"),
    Fact(code="contract_signed_at", label="合同签署时间", type="moment", term="contracts.dateSigned"),
    Fact(code="qualification", label="资格条件", type="text", box=ASKING, wide=True, term="tender.eligibilityCriteria"),
    Fact(code="consortium", label="联合体", type="flag", box=ASKING),
    Fact(code="sme_reserved", label="专门面向中小企业", type="flag", box=ASKING),
    Fact(code="region", label="地区", type="text", box=EVERY),
    Fact(code="place", label="地点", type="text", wide=True),
    Fact(code="questions_due_at", label="提疑截止时间", type="moment", term="tender.enquiryPeriod.endDate"),
    Fact(code="bids_due_at", label="投标截止时间", type="moment", box=ASKING, term="tender.tenderPeriod.endDate"),
    Fact(code="opens_at", label="开标时间", type="moment", box=ASKING, term="tender.bidOpening.date"),
    Fact(code="publicity_from", label="公示开始", type="moment"),
    Fact(code="publicity_until", label="公示截止", type="moment", box=frozenset({"candidate"})),
    Fact(code="bond", label="投标保证金", type="money", box=ASKING),
    Fact(code="site_visit", label="现场踏勘", type="text", box=ASKING),
    Fact(code="contact", label="联系方式", type="text", box=ASKING),
    Fact(code="regulator", label="监督部门", type="text", box=EVERY),
    Fact(code="scope", label="招标（中标）范围", type="text", wide=True),
    Fact(code="evaluation_method", label="评标办法", type="text"),
    Fact(code="duration", label="履约期限", type="text", term="contracts.period"),
    Fact(code="quality", label="质量要求", type="text", wide=True),
    Fact(code="land_area", label="土地面积（公顷）", type="text"),
    Fact(code="land_use", label="土地用途", type="text"),
    Fact(code="transfer_term", label="出让年限（年）", type="text"),
    Fact(code="plot_ratio", label="容积率", type="text"),
    Fact(code="deal_price", label="成交价", type="money", term="awards.value"),
    Fact(code="land_supervision_no", label="电子监管号", type="text"),
    Fact(code="deal_signed_at", label="合同签订日期", type="moment"),
)

BY_CODE = {fact.code: fact for fact in FACTS}

AMOUNTS = ("contract_amount", "award_amount", "deal_price", "price_ceiling", "budget", "starting_price")
"""Which fact is *the* amount of a notice, the first one stated winning: what was agreed before what was hoped."""
