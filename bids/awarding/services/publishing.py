"""The result is made public: the notice, the award letters and the letters to those who did not win are one act."""
from collections.abc import Sequence

from django.db import transaction

from market.core import clock
from market.core.steps import StepRefused, take_steps
from tenders.models import Lot, Tender
from tenders.services.errors import refuse
from tenders.services.locking import locked

from ...models import Award
from . import letters


@transaction.atomic
def publish_results(tender: Tender, *, actor, numbers: Sequence[int] = ()) -> list[Lot]:
    """Publish the results of all lots with an award that is not public yet, or of those of these numbers; they share
    one notice. Raises StepRefused, and then nothing was published.
    """
    with clock.still():
        fresh = locked(tender)
        lots = Lot.objects.filter(tender=fresh, status="awarded")
        if numbers:
            lots = lots.filter(number__in=numbers)
        pks = list(lots.values_list("pk", flat=True))
        if not pks:
            raise refuse("publish_result", "award.nothing", "没有已确定中标人而尚未公告的标段（包），不能公告结果。")
        awards = Award.objects.living().filter(lot__in=pks)
        awards.update(letter_at=clock.now())
        outcome = take_steps(Lot.objects.filter(pk__in=pks).crowd(), "publish_result", actor=actor, under=fresh,
                             acting_for=getattr(actor, "acting_for", ""),
                             basis=fresh.rulebook.basis.get("publish_result", "")[:200])
        if outcome.refused:
            raise StepRefused("publish_result", next(iter(outcome.refused.values())))
        for award in awards.select_related("bid__party", "lot__tender__principal", "lot__tender__agent", "ranking"):
            letters.write(award)
    return list(Lot.objects.filter(pk__in=pks).order_by("number"))
