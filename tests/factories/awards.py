"""Lots with a signed evaluation report, and who acts on them; made from an opening, the ranking computed for real."""
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bids.models import Bid, Ranked, Ranking
from bids.ranking import bundles, rank
from bids.ranking.values import BidIn, Book, Evaluation, Others, Quote, Verdict
from market.core import clock
from tenders.models import Lot
from tenders.rulebooks.schemes import COMPREHENSIVE, Criterion, Scheme

from . import openings, people

SCHEME = Scheme(method=COMPREHENSIVE, price_points=Decimal(30), ties=("price", "draw"), criteria=(
    Criterion(key="plan", label="技术方案", most=Decimal(70), kind="subjective", group="technical"),))
POINTS = ("320.00", "300.00", "280.00", "250.00", "240.00")
"""What five experts gave the bids for the plan together, in the order of the bidders."""
PASSED = (Verdict("qualification", True), Verdict("compliance", True))
FAILED = (PASSED[0], Verdict("compliance", False, "没有签署"))


@dataclass
class Evaluated:
    """One opening with its report; ``clerk`` and ``boss`` are of the principal, ``finance`` supervises."""

    opening: openings.Opening
    clerk: object
    boss: object
    finance: object

    @property
    def tender(self):
        return self.opening.tender

    @property
    def bidders(self) -> list:
        return self.opening.bidders

    def lot(self, number: int = 1) -> Lot:
        return Lot.objects.select_related("tender").get(tender=self.tender, number=number)


def evaluated(*, lots: int = 1, bidders: int = 3, out: int = 0) -> Evaluated:
    """A tender whose bids were opened, with a signed report for every lot; the last ``out`` bids of each failed.

    The caller freezes the clock after the opening.
    """
    opening = openings.opening(lots=lots, bidders=bidders)
    opening.until("ended")
    principal, supervisor = opening.tender.principal, opening.custodians[2].party
    opening.tender.supervisor_id, opening.tender.scheme = supervisor, SCHEME.as_json()
    opening.tender.save()
    people_of = {duty: people.actor(people.person(principal, duty, name=name))
                 for duty, name in (("handler", "采购经办"), ("approver", "采购负责"))}
    finance = people.actor(people.person(opening.tender.supervisor, "handler", name="监管经办"))
    made = Evaluated(opening, people_of["handler"], people_of["approver"], finance)
    for lot in Lot.objects.filter(tender=opening.tender):
        report(lot, out=out)
    return made


def report(lot: Lot, *, out: int = 0) -> Ranking:
    """A signed report over the bids of a lot, as if the committee had made it."""
    bids = list(Bid.objects.filter(lot=lot, status="opened").select_related("party").order_by("party__registered_at",
                                                                                              "pk"))
    prices = {one.bid_id: one.amount for bid in bids for one in bid.opened.filter(stage="opening")}
    names = {f"b{number}": bid for number, bid in enumerate(sorted(bids, key=lambda bid: prices[bid.pk]), 1)}
    given = [BidIn(id=name, name=bid.party.name, quote=Quote("total", prices[bid.pk], "元"),
                   verdicts=PASSED if number < len(names) - out else FAILED,
                   others=Others(5, Decimal(POINTS[number]), Decimal(POINTS[number])))
             for number, (name, bid) in enumerate(names.items())]
    book = lot.rulebook
    evaluation = Evaluation(
        tender=lot.tender.code, round=1, lot=str(lot.number), title=lot.title,
        rulebook=Book(book.key, book.since, lot.tender.pinned_digest), issued_on=date(2026, 11, 3),
        min_bidders=book.min_bidders.value, ceiling=None, scheme=SCHEME, bids=tuple(given))
    outcome = rank(evaluation)
    ranking = Ranking.objects.create(
        lot=lot, number=1, bundle=bundles.described(evaluation, outcome), failed=outcome.failed, made_at=clock.now(),
        digest=hashlib.sha256(bundles.write(evaluation, outcome)).hexdigest(), finished_at=clock.now(),
        public_digest=hashlib.sha256(bundles.write(evaluation.without_scores(), outcome)).hexdigest())
    Ranked.objects.bulk_create([
        Ranked(ranking=ranking, bid=names[row.bid], amount=prices[names[row.bid].pk], p_eval=row.p_eval,
               price_points=row.price_points, others_mean=row.others_mean, total=row.total, rank=row.rank,
               candidate=row.candidate, out=row.out) for row in outcome.rows])
    Lot.objects.filter(pk=lot.pk).update(status="evaluated", evaluated_at=clock.now())
    return ranking


AFTER = openings.DUE + timedelta(minutes=5)
"""A moment at which an opening may be held and a report be signed."""
