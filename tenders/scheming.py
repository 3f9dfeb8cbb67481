"""The evaluation scheme a tender has: the one of its lots, what is offered to a draft, what is amiss with it."""
from dataclasses import replace

from market.core.guards import Reason

from .rulebooks import lawful, schemes
from .rulebooks.fields import GOODS_OR_SERVICES
from .rulebooks.lawful import Ground
from .rulebooks.offers import offer
from .rulebooks.schemes import Scheme

LAW = "政府采购货物和服务招标投标管理办法 第二十条、第五十三条"
MISSING = Reason("scheme.missing", "还没有填写评标办法，公告和招标文件不能缺少评标方法和评标标准；请填写。", LAW)


def trade_kind(tender) -> str:
    """``goods`` or ``services``; empty while the draft does not say."""
    return GOODS_OR_SERVICES.get(tender.facts.get("object_kind", ""), "")


def offered(tender, method: str) -> Scheme:
    """The scheme a draft begins with, lawful as far as it says what is bought."""
    made = offer(tender.rulebook, method, trade_kind(tender) or schemes.GOODS, product=tender.title,
                 reserved=bool(tender.facts.get("sme_reserved")))
    if not tender.facts.get("consortium"):
        made = replace(made, consortium_deduction=made.consortium_deduction * 0)
    return made


def faults(tender) -> list[Reason]:
    """Everything that keeps its scheme, and those of lots that have their own, from going out."""
    kind = trade_kind(tender)
    if not kind:
        return []
    own = list(tender.lots.filter(scheme__isnull=False).order_by("number").values_list("number", "scheme", "ceiling"))
    shared = tender.lots.filter(scheme__isnull=True)
    found = []
    if tender.scheme is not None:
        scheme = schemes.read(tender.scheme)
        ceiling = not scheme.higher_is_better or not shared.filter(ceiling=None).exists()
        found += lawful.faults(scheme, tender.rulebook, kind, _ground(tender, ceiling))
    elif not own or shared.exists():
        found.append(MISSING)
    for number, kept, ceiling in own:
        found += [Reason(one.code, f"第 {number} 包：{one.message}", one.law) for one in lawful.faults(
            schemes.read(kept), tender.rulebook, kind, _ground(tender, ceiling is not None))]
    return found


def _ground(tender, ceiling: bool) -> Ground:
    return Ground(reserved=tender.facts.get("sme_reserved") is True, consortium=tender.facts.get("consortium") is True,
                  ceiling=ceiling)


def own_schemes(tender) -> list[tuple[int, str, Scheme]]:
    """The lots that have a scheme of their own: number, title, scheme."""
    return [(number, title, schemes.read(kept)) for number, title, kept in
            tender.lots.filter(scheme__isnull=False).order_by("number").values_list("number", "title", "scheme")]
