"""Qualification reviews for tests: a tender whose volumes for the review lie open, and the people who review it."""
from dataclasses import dataclass
from datetime import timedelta

from bids.evaluation.qualification import services
from bids.evaluation.qualification.items import items_of
from bids.evaluation.qualification.services import Found
from market.core import clock, workdays
from market.parties.models import Party
from tenders.models import Lot, Tender
from tests.factories import city, openings, people

AFTER = openings.DUE + timedelta(seconds=30)
REASON, BASIS = "营业执照的经营期限已经届满。", "政府采购法 第二十二条"


@dataclass
class Reviewed:
    """A tender under review: ``recorder`` and ``approver`` of the principal, ``agent``'s handler, the supervisor's."""

    opening: openings.Opening
    recorder: object
    approver: object
    agent: object
    supervising: object

    @property
    def lot(self) -> Lot:
        """The first lot as it is now."""
        return Lot.objects.select_related("tender__region", "tender__principal").get(pk=self.opening.lots[0].pk)

    @property
    def items(self) -> list[str]:
        return [item.key for item in items_of(self.lot)]

    def bid(self, number: int = 0):
        """The bid of a bidder for the first lot."""
        return services.opened_bids(self.lot).get(pk=self.opening.bidders[number].bids[self.lot.pk].pk)

    def record(self, number: int, *failed: str, actor=None, items=None) -> services.Saved:
        """Record every item of a bid that nobody recorded; those named failed."""
        kept = {check.item: check.revision for check in self.bid(number).checks.all()}
        return services.record(self.bid(number), [
            Found(key, key not in failed, "" if key not in failed else REASON, "" if key not in failed else BASIS,
                  kept.get(key, 0)) for key in items or self.items], actor=actor or self.recorder)

    def record_all(self, *failing: int) -> None:
        """Record everything; the bidders of these numbers fail on the first item."""
        for number in range(len(self.opening.bidders)):
            self.record(number, *(self.items[:1] if number in failing else ()))

    def confirmed(self, *failing: int) -> Lot:
        """Recorded, asked and confirmed; the lot as it then is."""
        self.record_all(*failing)
        services.ask(self.lot, actor=self.recorder)
        services.confirm(self.lot, agrees=True, actor=self.approver)
        return self.lot


def begin(*, until: str = "ended", bidders: int = 3, lots: int = 1) -> Reviewed:
    """A tender that has come so far in the session for its review."""
    city.load_city()
    workdays.seed()
    with clock.frozen(openings.DUE - timedelta(days=1)):
        return _begin(openings.for_review(openings.opening(bidders=bidders, lots=lots)), until)


def _begin(made: openings.Opening, until: str) -> Reviewed:
    agent = people.organisation("示例诚信招标代理有限公司", "agent")
    supervisor = Party.objects.get(name="示例市财政局")
    Tender.objects.filter(pk=made.tender.pk).update(agent=agent, supervisor=supervisor)
    made.tender.agent, made.tender.supervisor = agent, supervisor
    with clock.frozen(AFTER):
        made.review_until(until)
    principal = made.tender.principal
    return Reviewed(made, people.actor(people.person(principal, "handler", name="审查甲")),
                    people.actor(people.person(principal, "approver", name="复核乙")),
                    people.actor(people.person(agent, "handler", "approver", name="代理丙")),
                    people.actor(people.person(supervisor, "handler", name="监督丁")))
