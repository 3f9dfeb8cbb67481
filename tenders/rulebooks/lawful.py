"""Whether an evaluation scheme is complete and lawful: every fault a whole sentence with what to do, and its article.

Bounds come from the rulebook, dated and with their law; nothing here knows a figure but that all points make 100.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from market.core.guards import Reason

from . import schemes
from .base import Rulebook
from .numbers import Number
from .schemes import Criterion, Scheme

_87 = "政府采购货物和服务招标投标管理办法"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a tender says elsewhere that its scheme has to fit: whether it is reserved to small firms, takes bids of
    consortia, and has a ceiling for every lot the scheme is for."""

    reserved: bool = False
    consortium: bool = False
    ceiling: bool = True


def faults(scheme: Scheme, book: Rulebook, trade_kind: str, ground: Ground | None = None) -> list[Reason]:
    """Why a tender may not go out with this scheme; empty where it may. ``trade_kind`` is goods or services."""
    ground = ground or Ground()
    return [*_method(scheme, book, trade_kind), *_criteria(scheme), *_items(scheme), *_quote(scheme, ground),
            *_deductions(scheme, book, ground), *_domestic(scheme, book, trade_kind), *_brands(scheme, trade_kind),
            *_ties(scheme), *_rest(scheme, book)]


def _points(value: Decimal) -> str:
    return f"{value.normalize():f} 分"


def _percent(value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"


def _method(scheme: Scheme, book: Rulebook, trade_kind: str) -> Iterator[Reason]:
    if not scheme.scores:
        if scheme.price_points or scheme.criteria:
            yield Reason("scheme.points_without_scoring", "最低评标价法不打分，不能设价格分和评审因素；请删去，或者"
                         "改用综合评分法。", f"{_87} 第五十四条")
        return
    total = scheme.price_points + scheme.other_points
    if total != schemes.WHOLE:
        yield Reason("scheme.points_not_100", f"价格分 {_points(scheme.price_points)}与各评审因素 "
                     f"{_points(scheme.other_points)}合计 {_points(total)}，满分应当为 100 分；请调整分值。",
                     f"{_87} 第五十五条")
    least: Number | None = {schemes.GOODS: book.price_weight_goods,
                            schemes.SERVICES: book.price_weight_services}[trade_kind]
    of = schemes.TRADE_KINDS[trade_kind]
    if least and scheme.price_points < least.value * schemes.WHOLE:
        yield Reason("scheme.price_too_light", f"价格分 {_points(scheme.price_points)}过低，"
                     f"{of}项目的价格分不得低于总分值的 {least}；请提高价格分。", least.law)
    if not scheme.criteria and total == schemes.WHOLE:
        yield Reason("scheme.price_alone", "综合评分法没有价格以外的评审因素；请补充评审因素，或者改用最低评标价法。",
                     f"{_87} 第五十五条")


def _criteria(scheme: Scheme) -> Iterator[Reason]:
    conditions = {one.label.strip() for one in scheme.qualification}
    for one in scheme.criteria:
        if not one.label.strip():
            yield Reason("scheme.criterion_unnamed", f"有一项 {_points(one.most)}的评审因素没有名称；请填写。",
                         f"{_87} 第五十五条")
            continue
        if one.most <= 0:
            yield Reason("scheme.criterion_worthless", f"评审因素“{one.label}”的分值为 0；请填写分值或者删去该项。",
                         f"{_87} 第五十五条")
        if not one.how.strip():
            yield Reason("scheme.criterion_vague", f"评审因素“{one.label}”没有写明评分标准，评审因素应当细化和量化；"
                         "请填写。", f"{_87} 第五十五条")
        if one.label.strip() in conditions:
            yield Reason("scheme.criterion_is_condition", f"“{one.label}”既是资格条件又是评审因素，资格条件不得作为评审"
                         "因素；请从其中一处删去。", f"{_87} 第五十五条")
        yield from _rule(one)


def _rule(one: Criterion) -> Iterator[Reason]:
    if one.kind != schemes.OBJECTIVE:
        if one.rule:
            yield Reason("scheme.rule_unused", f"主观分“{one.label}”由专家评定，不能设计分规则；请删去，"
                         "或者改为客观分。", f"{_87} 第五十五条")
        return
    match one.rule.get("kind"):
        case "count":
            if Decimal(one.rule["each"]) <= 0:
                yield Reason("scheme.rule_worthless", f"客观分“{one.label}”每项得 0 分；请填写每项的分值。",
                             f"{_87} 第五十五条")
        case "choice":
            points = [Decimal(choice["points"]) for choice in one.rule["choices"]]
            if len(points) < 2 or max(points) != one.most:
                yield Reason("scheme.rule_off", f"客观分“{one.label}”应当至少有两档，最高一档应当等于该项分值 "
                             f"{_points(one.most)}；请修改各档分值。", f"{_87} 第五十五条")
            if any(not choice["label"].strip() for choice in one.rule["choices"]):
                yield Reason("scheme.choice_unnamed", f"客观分“{one.label}”有一档没有写明条件；请填写。",
                             f"{_87} 第五十五条")
        case _:
            yield Reason("scheme.no_rule", f"客观分“{one.label}”没有计分规则，各专家的客观分应当一致；请填写按数量或者"
                         "按档次的计分规则，或者改为主观分。", f"{_87} 第五十五条、第六十四条")


def _items(scheme: Scheme) -> Iterator[Reason]:
    if not scheme.qualification:
        yield Reason("scheme.no_qualification", "没有列出资格审查的内容；请至少列出法定的资格条件。",
                     f"政府采购法 第二十二条；{_87} 第四十四条")
    if not scheme.compliance:
        yield Reason("scheme.no_compliance", "没有列出符合性审查的内容；请列出不满足即投标无效的实质性要求。",
                     f"{_87} 第二十条、第五十条")
    if any(not one.label.strip() for one in (*scheme.qualification, *scheme.compliance)):
        yield Reason("scheme.item_unnamed", "有一项审查内容没有写明；请填写或者删去该行。", f"{_87} 第二十条")


def _quote(scheme: Scheme, ground: Ground) -> Iterator[Reason]:
    if scheme.higher_is_better and not ground.ceiling:
        yield Reason("scheme.no_ceiling", "报价为下浮率的，按最高限价折算评标价，本项目还没有最高限价；请填写最高限价，"
                     "或者改用其他报价方式。", f"{_87} 第十二条")
    if scheme.domestic and scheme.basis == schemes.RATE and scheme.rate_kind == schemes.FEE:
        yield Reason("scheme.fee_for_goods", "报价为费率的，不能计算本国产品的价格扣除；请改用总价、单价或者"
                     "下浮率报价。", "国办发〔2025〕34号")


def _deductions(scheme: Scheme, book: Rulebook, ground: Ground) -> Iterator[Reason]:
    least, most = book.sme_deduction_least, book.sme_deduction_most
    if ground.reserved:
        if scheme.sme_deduction or scheme.consortium_deduction:
            yield Reason("scheme.deduction_when_reserved", "本项目专门面向中小企业，不再给予小微企业价格扣除；"
                         "请把扣除比例改为 0。", least.law if least else "")
        return
    if least and most and not least.value <= scheme.sme_deduction <= most.value:
        yield Reason("scheme.sme_deduction_off", f"小微企业价格扣除 {_percent(scheme.sme_deduction)}不在法定幅度内，"
                     f"应当为 {least}至 {most}；请修改。", least.law)
    least, most = book.consortium_deduction_least, book.consortium_deduction_most
    if not least or not most or not (scheme.consortium_deduction or ground.consortium):
        return
    if not least.value <= scheme.consortium_deduction <= most.value:
        share = f"（小微企业份额不少于 {book.consortium_share}）" if book.consortium_share else ""
        yield Reason("scheme.consortium_deduction_off", f"联合体、分包{share}的价格扣除 "
                     f"{_percent(scheme.consortium_deduction)}不在法定幅度内，应当为 {least}至 {most}；请修改。",
                     least.law)


def _domestic(scheme: Scheme, book: Rulebook, trade_kind: str) -> Iterator[Reason]:
    preference = book.domestic_preference
    if scheme.domestic and preference is None:
        yield Reason("scheme.domestic_too_early", "本项目适用的规则版本没有本国产品价格扣除；请改为不适用。",
                     "国办发〔2025〕34号")
    elif scheme.domestic and trade_kind == schemes.SERVICES:
        yield Reason("scheme.domestic_services", "本国产品价格扣除不适用于服务项目；请改为不适用。", preference.law)
    elif preference and not scheme.domestic and trade_kind == schemes.GOODS:
        yield Reason("scheme.domestic_missing", "货物项目应当对本国产品的报价给予"
                     f" {preference}的价格扣除；请改为适用。", preference.law)


def _brands(scheme: Scheme, trade_kind: str) -> Iterator[Reason]:
    if trade_kind == schemes.GOODS and not scheme.same_brand:
        yield Reason("scheme.same_brand_missing", "货物项目应当写明相同品牌的处理办法；请改为适用。",
                     f"{_87} 第三十一条")
    elif trade_kind == schemes.SERVICES and scheme.same_brand:
        yield Reason("scheme.same_brand_services", "相同品牌的处理办法只适用于货物项目；请改为不适用。",
                     f"{_87} 第三十一条")
    elif scheme.same_brand and not scheme.core_product.strip():
        yield Reason("scheme.no_core_product", "没有写明核心产品，不能判断投标人提供的是否为相同品牌；单一产品的项目，"
                     "填写该产品的名称。", f"{_87} 第三十一条")


def _ties(scheme: Scheme) -> Iterator[Reason]:
    if not scheme.ties or scheme.ties[-1] != "draw":
        yield Reason("scheme.ties_open", "没有写明最后如何确定并列的投标人；请以随机抽取作为最后一项。",
                     f"{_87} 第六十八条")
    if scheme.scores and scheme.ties[:1] != ("price",):
        yield Reason("scheme.ties_price_first", "综合评分法得分相同的，应当先按投标报价由低到高排列；请把“投标报价低者"
                     "优先”放在第一位。", f"{_87} 第五十七条")
    if not scheme.scores and "technical" in scheme.ties:
        yield Reason("scheme.ties_without_scores", "最低评标价法不打分，不能按技术得分排列并列的投标人；请删去。",
                     f"{_87} 第五十六条")


def _rest(scheme: Scheme, book: Rulebook) -> Iterator[Reason]:
    minutes, cap, most = book.low_price_minutes, book.performance_bond_cap, book.candidates
    if minutes and scheme.low_price_minutes < minutes.value:
        yield Reason("scheme.low_price_too_short", f"供应商书面说明过低报价的时间 {scheme.low_price_minutes} 分钟过短，"
                     f"应当不少于 {minutes}；请延长。", minutes.law)
    if cap and scheme.performance_bond > cap.value:
        yield Reason("scheme.bond_over_cap", f"履约保证金 {_percent(scheme.performance_bond)}过高，不得超过合同金额的 "
                     f"{cap}；请改低或者不收取。", cap.law)
    if most and scheme.candidates > most.value:
        yield Reason("scheme.too_many_candidates", f"推荐的中标候选人不得超过 {most}；请改少。", most.law)
