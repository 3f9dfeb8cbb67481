"""An evaluation scheme in words: for the notice, the tender document's facts, and what an amendment changed."""
from collections.abc import Iterator
from decimal import Decimal

from .. import scheming
from ..rulebooks import schemes
from ..rulebooks.base import Rulebook
from ..rulebooks.schemes import Criterion, Scheme
from .words import section, table

TITLE = "评标办法和评审标准"


def points(value: Decimal) -> str:
    """``30``, ``12.5``: points without idle zeros."""
    return f"{value.normalize():f}"


def percent(value: Decimal) -> str:
    """``10%``."""
    return f"{(value * 100).normalize():f}%"


def rows(scheme: Scheme, book: Rulebook) -> list[tuple[str, str]]:
    """What the scheme says beside its criteria and conditions: what it is about, and the words."""
    return [*_method(scheme), *_deductions(scheme, book), *_ranking(scheme), *_rest(scheme, book)]


def _method(scheme: Scheme) -> Iterator[tuple[str, str]]:
    yield "评标方法", scheme.method_label
    yield "报价方式", _quote(scheme)
    if scheme.scores:
        yield "价格分", (f"{points(scheme.price_points)} 分。价格分＝评标基准价÷评标价×{points(scheme.price_points)}，"
                        "评标基准价为有效投标中最低的评标价；评标价为投标报价扣除政策优惠之后的价格")


def _quote(scheme: Scheme) -> str:
    if scheme.basis != schemes.RATE:
        return f"{scheme.quote_label}（元）"
    if scheme.higher_is_better:
        return "下浮率（%）。评标时按最高限价×（1－下浮率）折算"
    return "费率（%）。评标时按费率的数值比较"


def _deductions(scheme: Scheme, book: Rulebook) -> Iterator[tuple[str, str]]:
    if not scheme.sme_deduction and not scheme.consortium_deduction:
        yield "小微企业价格扣除", "不扣除"
    else:
        yield "小微企业价格扣除", f"{percent(scheme.sme_deduction)}（监狱企业、残疾人福利性单位视同小型、微型企业）"
    if scheme.consortium_deduction:
        share = book.consortium_share or ""
        yield "联合体、分包价格扣除", f"{percent(scheme.consortium_deduction)}（小微企业合同份额不少于 {share}的）"
    preference = book.domestic_preference
    if scheme.domestic and preference:
        yield "本国产品价格扣除", f"{preference}（本国产品与非本国产品同时参与竞争时）"
        if scheme.sme_deduction:
            yield "两项扣除的叠加", schemes.STACKING[scheme.stacking]


def _ranking(scheme: Scheme) -> Iterator[tuple[str, str]]:
    first = "按总得分由高到低排列" if scheme.scores else "按评标价由低到高排列"
    yield "排列顺序", f"{first}；相同的，依次按{'、'.join(schemes.TIES[one] for one in scheme.ties)}确定"
    yield "推荐中标候选人", f"{scheme.candidates} 家"
    if scheme.same_brand:
        which = "得分最高的" if scheme.scores else "报价最低的"
        yield "相同品牌", f"核心产品（{scheme.core_product}）品牌相同的投标人按一家计算，由{which}获得推荐资格"


def _rest(scheme: Scheme, book: Rulebook) -> Iterator[tuple[str, str]]:
    yield "过低报价", (f"评标委员会要求书面说明的，应当在 {scheme.low_price_minutes} 分钟内在线提交；"
                       "不能证明报价合理的，投标无效")
    yield "履约保证金", (f"合同金额的 {percent(scheme.performance_bond)}" if scheme.performance_bond else "不收取")


def rule_words(one: Criterion) -> str:
    """How an objective criterion is computed; empty for a subjective one."""
    match one.rule.get("kind"):
        case "count":
            return f"每项 {points(Decimal(one.rule['each']))} 分，最高 {points(one.most)} 分。"
        case "choice":
            return "；".join(f"{choice['label']}：{points(Decimal(choice['points']))} 分"
                            for choice in one.rule["choices"]) + "。"
    return ""


def criteria_rows(scheme: Scheme) -> list[tuple[str, ...]]:
    """The criteria as rows: name, group, points, kind, standard."""
    return [(one.label, schemes.GROUPS[one.group], points(one.most), schemes.KINDS[one.kind],
             f"{one.how}{rule_words(one)}") for one in scheme.criteria]


CRITERIA_HEAD = ("评审因素", "类别", "分值", "主客观", "评分标准")
ITEM_HEAD = ("序号", "审查内容", "依据")


def items_rows(items) -> list[tuple[str, ...]]:
    """Conditions as numbered rows."""
    return [(str(number), one.label, one.law or "招标文件") for number, one in enumerate(items, 1)]


def html(scheme: Scheme, book: Rulebook) -> str:
    """The scheme as tables."""
    return "".join((
        table(("事项", "规定"), rows(scheme, book)),
        _named("评审因素和分值（价格分以外）", table(CRITERIA_HEAD, criteria_rows(scheme))),
        _named("资格审查", table(ITEM_HEAD, items_rows(scheme.qualification))),
        _named("符合性审查", table(ITEM_HEAD, items_rows(scheme.compliance))),
    ))


def _named(name: str, made: str) -> str:
    return f"<h3>{name}</h3>{made}" if made else ""


def write(tender, heading: str) -> str:
    """The section of the notice: the scheme of the tender, then those of lots that have their own."""
    book, own = tender.rulebook, scheming.own_schemes(tender)
    parts = [html(schemes.read(tender.scheme), book)] if tender.scheme else []
    parts += [section(f"第 {number} 包（{title}）的评标办法", html(scheme, book)).replace("h2>", "h3>", 2)
              for number, title, scheme in own]
    return section(heading, *parts)


def differences(before: Scheme | None, after: Scheme, book: Rulebook) -> list[tuple[str, str, str]]:
    """What an amendment changed: what it is about, how it read, how it reads."""
    was, now = (dict(_all(one, book)) if one else {} for one in (before, after))
    labels = [*now, *(label for label in was if label not in now)]
    return [(label, was.get(label, "无"), now.get(label, "删去")) for label in labels
            if was.get(label) != now.get(label)]


def _all(scheme: Scheme, book: Rulebook) -> Iterator[tuple[str, str]]:
    yield from rows(scheme, book)
    for label, group, most, kind, how in criteria_rows(scheme):
        yield f"评审因素“{label}”", f"{group}，{most} 分，{kind}。{how}"
    for name, items in (("资格审查", scheme.qualification), ("符合性审查", scheme.compliance)):
        for number, one in enumerate(items, 1):
            yield f"{name}第 {number} 项", one.label
