"""What a notice says, declared once: forms, facts boxes, machine twins, facets and feeds walk these declarations.

Values are kept as JSON in this shape, by type:
``text``   a string                          ``party``   {"name", "id"?: credit code or foreign id, "scheme"?,
                                             "as"?: the words as published where they name a consortium}
``money``  {"amount": "123.45", "currency": "CNY", "of"?: "lots" where it is the sum of what the lots state}; the amount
           in units of the currency, for CNY 元
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

    ``required_for`` names the kinds of notice that may not go out without it, by ``law``. ``input`` says how a clerk
    gives it (``line``, ``long``, ``choice``, ``flag``, ``money``, ``moment``, ``month``), empty where it is known from
    elsewhere; ``hint`` is shown beside the field. ``public_from`` is the stage whose notice first tells it, ``never``
    for what only the check before publication asks. ``unset`` is what a tender of ours says by leaving it empty; where
    it is empty, and in notices from elsewhere, nothing is known.
    """

    code: str
    label: str
    type: str
    box: frozenset[str] = frozenset()
    wide: bool = False
    term: str = ""
    required_for: frozenset[str] = frozenset()
    law: str = ""
    input: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    public_from: str = "notice"
    unset: str = ""


ASKING = frozenset({"notice", "change"})
"""Stages whose notices ask somebody to take part."""
INTENTION, TENDER = "purchase_intent", "tender_notice"
FOR_NOTICE, FOR_BOTH = frozenset({TENDER}), frozenset({INTENTION, TENDER})
_13, _10 = "政府采购货物和服务招标投标管理办法 第十三条", "财库〔2020〕10号"
_55 = "政府采购货物和服务招标投标管理办法 第五十五条"
GOODS_OR_SERVICES = {"货物": "goods", "服务": "services"}
"""What is bought, by its name on screen; the keys are those of ``schemes.TRADE_KINDS``."""
EVERY = frozenset({"plan", "notice", "change", "opening", "candidate", "result", "contract", "ended", "redress"})

FACTS = (
    Fact(code="project_code", label="项目编号", type="text", box=EVERY, term="tender.id", public_from="plan",
         required_for=FOR_BOTH, law=_13),
    Fact(code="platform_code", label="平台项目编号", type="text"),
    Fact(code="lots", label="标段（包）", type="texts", box=ASKING, term="tender.lots"),
    Fact(code="lot_code", label="标段（包）编号", type="text"),
    Fact(code="project_name", label="项目名称", type="text", wide=True, term="tender.title",
         required_for=FOR_BOTH, law=_13, public_from="plan"),
    Fact(code="purchaser", label="采购人", type="party", box=EVERY, term="buyer", required_for=FOR_BOTH, law=_13,
         public_from="plan"),
    Fact(code="purchaser_contact", label="采购人地址和联系方式", type="text", wide=True,
         required_for=FOR_NOTICE, law=_13),
    Fact(code="agent", label="代理机构", type="party", box=EVERY, term="parties[procuringAgent]", public_from="plan",
         unset="未委托代理机构"),
    Fact(code="agent_contact", label="代理机构地址和联系方式", type="text", wide=True),
    Fact(code="budget", label="预算金额", type="money", box=ASKING, term="planning.budget.amount", input="money",
         required_for=FOR_BOTH, law=_13, public_from="plan", hint="本项目的全部预算，单位为元，最多两位小数。"),
    Fact(code="price_ceiling", label="最高限价", type="money", box=ASKING, term="tender.value", input="money", law=_13,
         unset="未统一设定", hint="设定最高限价的，填写金额；不得高于预算。不设的，留空。"),
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
    Fact(code="object_kind", label="采购类别", type="text", input="choice", required_for=FOR_NOTICE, law=_55,
         choices=tuple(GOODS_OR_SERVICES),
         hint="货物与服务的价格分下限和政策扣除不同；两者都有的，按预算占比较大的一类选择。"),
    Fact(code="need", label="采购需求", type="text", wide=True, input="long", required_for=FOR_BOTH, law=_13,
         public_from="plan", hint="采购什么、数量、用途和主要技术、商务要求；意向公开时即为需求概况。"),
    Fact(code="expected_month", label="预计采购时间", type="text", input="month", law=_10, public_from="plan",
         required_for=frozenset({INTENTION}), hint="预计开展采购活动的年份和月份。"),
    Fact(code="qualification", label="资格条件", type="text", box=ASKING, wide=True, term="tender.eligibilityCriteria",
         input="long", required_for=FOR_NOTICE, law=_13,
         hint="供应商应当具备的条件。不得以注册地、所有制、规模条件或者特定业绩限制、排斥供应商。"),
    Fact(code="consortium", label="联合体", type="flag", box=ASKING, input="flag", required_for=FOR_NOTICE, law=_13,
         hint="是否接受联合体投标。"),
    Fact(code="sme_reserved", label="专门面向中小企业", type="flag", box=ASKING, input="flag",
         required_for=FOR_NOTICE, law="财库〔2020〕46号 第七条、第八条", hint="预留份额的，选“是”。"),
    Fact(code="sme_policy", label="需落实的政府采购政策", type="text", wide=True, input="long",
         required_for=FOR_NOTICE, law=_13, hint="扶持中小企业、节能环保、本国产品等政策及其落实方式。"),
    Fact(code="region", label="地区", type="text", box=EVERY, public_from="plan"),
    Fact(code="place", label="地点", type="text", wide=True),
    Fact(code="questions_due_at", label="提疑截止时间", type="moment", term="tender.enquiryPeriod.endDate",
         input="moment", hint="供应商在此之前可以在线提疑；不填的，提疑至投标截止。"),
    Fact(code="bids_due_at", label="投标截止时间", type="moment", box=ASKING, term="tender.tenderPeriod.endDate",
         input="moment", required_for=FOR_NOTICE, law=_13),
    Fact(code="opens_at", label="开标时间", type="moment", box=ASKING, term="tender.bidOpening.date",
         required_for=FOR_NOTICE, law=_13),
    Fact(code="opening_place", label="开标地点", type="text", input="line", required_for=FOR_NOTICE, law=_13,
         hint="开标室或者在线开标的地址。"),
    Fact(code="publicity_from", label="公示开始", type="moment"),
    Fact(code="publicity_until", label="公示截止", type="moment", box=frozenset({"candidate"})),
    Fact(code="bond", label="投标保证金", type="money", box=ASKING, input="money", unset="不收取",
         hint="按整个项目收取的填在这里；按标段（包）收取的填在标段中。不收取的，留空。"),
    Fact(code="site_visit", label="现场踏勘", type="text", box=ASKING, input="line", unset="不组织",
         hint="组织踏勘的时间和地点；不组织的，留空。"),
    Fact(code="contact", label="联系方式", type="text", box=ASKING, input="line", required_for=FOR_NOTICE,
         law=_13, hint="项目联系人和电话。"),
    Fact(code="documents", label="获取招标文件", type="text", wide=True, input="line", required_for=FOR_NOTICE,
         law=_13, hint="获取的时间期限、地点、方式和售价，例如：公告之日起在本平台免费下载。"),
    Fact(code="notice_period", label="公告期限", type="text", required_for=FOR_NOTICE, law=_13),
    Fact(code="query_once", label="同一环节的质疑须一次性提出", type="flag", input="flag",
         law="政府采购质疑和投诉办法 第十条", hint="招标文件作了这项要求的，选“是”；同一供应商对同一环节再次提出的质"
                                                   "疑不予受理。"),
    Fact(code="contract_text", label="招标文件附有合同文本", type="flag", input="flag", required_for=FOR_NOTICE,
         law="政府采购货物和服务招标投标管理办法 第二十条", public_from="never",
         hint="招标文件应当写明拟签订的合同文本；没有的，先补充招标文件。"),
    Fact(code="publish_on", label="计划发布日", type="moment", input="moment", public_from="never"),
    Fact(code="regulator", label="监督部门", type="text", box=EVERY, public_from="plan"),
    Fact(code="scope", label="招标（中标）范围", type="text", wide=True),
    Fact(code="evaluation_method", label="评标办法", type="text"),
    Fact(code="duration", label="履约期限", type="text", term="contracts.period", input="line",
         hint="交货期、服务期或者工期。"),
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


NEVER_AMENDED = ("object_kind", "budget", "price_ceiling", "bond", "questions_due_at", "bids_due_at", "opens_at",
                 "publish_on")
"""Facts no amendment gives anew: what is bought and the money stand until the round ends, the moments move by rule."""


def typed() -> tuple[Fact, ...]:
    """The facts a clerk gives, in the order of the form."""
    return tuple(fact for fact in FACTS if fact.input)


def public_at(fact: Fact, stage: str) -> bool:
    """Whether a notice of that stage may tell a fact; what a later stage tells first is not yet public."""
    if fact.public_from == "never":
        return False
    return stage != "plan" or fact.public_from == "plan"
