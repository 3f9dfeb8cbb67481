"""From what is stored of an evaluation to the value that is ranked and published (``evaluation-bundle/1``)."""
from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from market.core.wording import local_day
from tenders.models import Lot
from tenders.rulebooks.schemes import OBJECTIVE, Scheme

from ..models import Bid, ObjectiveFact, OpenedBid, Score, ScoreSheet, TieDraw, Verdict
from ..opening import lists
from ..ranking import points
from ..ranking.parameters import Rules
from ..ranking.values import BidIn, Book, Declared, Draw, Evaluation, LowPrice, Quote
from ..ranking.values import Verdict as Found

OPENING = "opening"


def ids(lot: Lot) -> dict[UUID, str]:
    """Each opened bid by the number it has in the list of envelopes: ``b1``."""
    session = lot.tender.sessions.filter(stage=OPENING).first()
    numbered = lists.numbered(session, lots=[lot.pk]).get(lot.pk, []) if session else []
    found = {rows[0].submission.bid_id: f"b{number}" for number, rows in numbered}
    rest = Bid.objects.filter(lot=lot, status=Bid.Status.OPENED).exclude(pk__in=found).order_by("pk")
    return found | {bid.pk: f"b{len(found) + number}" for number, bid in enumerate(rest, 1)}


def evaluation(lot: Lot, names: dict[UUID, str] | None = None) -> Evaluation:
    """Everything a ranking of this lot depends on. Asked only once its bids are opened; ``names`` are its ``ids``."""
    tender, scheme, names = lot.tender, lot.evaluation_scheme, names or ids(lot)
    opened = list(OpenedBid.objects.filter(bid__lot=lot, bid__status=Bid.Status.OPENED, stage=OPENING, fault="")
                  .select_related("bid__party"))
    verdicts = defaultdict(list)
    for one in Verdict.objects.filter(bid__lot=lot):
        verdicts[one.bid_id].append(one)
    facts = _facts(lot, scheme)
    scores = _scores(lot, scheme, facts)
    draws = TieDraw.objects.filter(lot=lot)
    return Evaluation(
        tender=tender.code, round=tender.round, lot=str(lot.number), title=lot.title,
        rulebook=Book(tender.rulebook.key, tender.rulebook.since, tender.pinned_digest),
        issued_on=local_day(tender.published_at), min_bidders=lot.rulebook.min_bidders.value, ceiling=lot.ceiling,
        rules=Rules.of(tender.rulebook), scheme=scheme,
        bids=tuple(_bid(one, names, verdicts[one.bid_id], facts, scores) for one in opened),
        low_price=tuple(LowPrice(names[one.bid_id], tuple(one.detail.get("triggers", ())), one.passed)
                        for rows in verdicts.values() for one in rows if one.phase == Verdict.Phase.LOW_PRICE),
        draws=tuple(Draw(tuple(names[UUID(bid)] for bid in one.order), one.ground) for one in draws))


def _bid(opened: OpenedBid, names: dict, verdicts: list[Verdict], facts: dict, scores: dict) -> BidIn:
    sheet, bid = opened.sheet, opened.bid_id
    confirmed = next((one for one in verdicts if one.phase == Verdict.Phase.CORRECTION and one.passed), None)
    return BidIn(id=names[bid], name=opened.bid.party.name, quote=_quote(opened), declared=_declared(sheet),
                 corrected=Decimal(confirmed.detail["amount"]) if confirmed else None,
                 verdicts=tuple(Found(one.phase, one.passed, one.ground) for one in verdicts),
                 facts=facts.get(bid, {}), scores=scores.get(bid))


def _quote(opened: OpenedBid) -> Quote:
    """What was quoted; a sheet without a quote of its own says a total."""
    if said := opened.sheet.get("quote"):
        return Quote(said["basis"], Decimal(said["value"]), said["unit"])
    return Quote("total", opened.amount, "元")


def _declared(sheet: dict) -> Declared:
    said = sheet.get("declared") or {}
    share, part = said.get("small_share"), said.get("domestic_part")
    return Declared(said.get("size", "none"), None if share is None else Decimal(share), said.get("brand", ""),
                    None if part is None else Decimal(part))


def _facts(lot: Lot, scheme: Scheme) -> dict[UUID, dict]:
    """The confirmed facts of each bid."""
    counted = {one.key for one in scheme.criteria if one.kind == OBJECTIVE and one.rule["kind"] == "count"}
    found = defaultdict(dict)
    for one in ObjectiveFact.objects.filter(bid__lot=lot, confirmed_at__isnull=False):
        found[one.bid_id][one.criterion] = int(one.value) if one.criterion in counted else one.value
    return found


def _scores(lot: Lot, scheme: Scheme, facts: dict) -> dict[UUID, dict[str, dict[str, Decimal]]]:
    """The handed-in scores of the members who stand, for each bid that every one of them scored whole."""
    if not scheme.scores:
        return {}
    handed = ScoreSheet.objects.filter(lot=lot, submitted_at__isnull=False, member__recused_at=None,
                                       member__absent_at=None).select_related("member")
    seats = {sheet.pk: f"e{sheet.member.seat}" for sheet in handed}
    judged = [one.key for one in scheme.criteria if one.kind != OBJECTIVE]
    given = defaultdict(lambda: defaultdict(dict))
    for one in Score.objects.filter(sheet__in=seats, points__isnull=False):
        given[one.bid_id][seats[one.sheet_id]][one.criterion] = one.points
    objective, found = [one.key for one in scheme.criteria if one.kind == OBJECTIVE], {}
    for bid in Bid.objects.filter(lot=lot, status=Bid.Status.OPENED).values_list("pk", flat=True):
        fixed = points.objective_points(scheme, facts.get(bid, {}))
        sheets = {expert: {key: given[bid][expert][key] for key in judged if key in given[bid][expert]} | fixed
                  for expert in seats.values()}
        if sheets and all(len(sheet) == len(judged) + len(objective) for sheet in sheets.values()):
            found[bid] = sheets
    return found
