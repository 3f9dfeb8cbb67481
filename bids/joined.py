"""Which of some tenders a bidder takes part in: found by trying its tag of each, the only way there is.

Tags of lots are worked out for these tenders alone, so that what a page costs follows from what its bidder does and
from how many tenders are asked about, never from everything the platform has.
"""
from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from market.core import tags

from .models import Participation

SLICE = 5000
"""Tags one query names."""


def of(tenders: QuerySet, actor) -> dict[UUID, Participation]:
    """By the id of the tender, the confirmations of the party acted for; none where it acts for nobody."""
    if not actor.party:
        return {}
    marks = (tags.owner_tag(pk, actor.party) for pk in tenders.order_by().values_list("pk", flat=True))
    return {row.tender_id: row for few in slices(marks) for row in Participation.objects.filter(tag__in=few)}


def slices(marks: Iterable[str]) -> Iterator[list[str]]:
    """Tags in portions a query can name."""
    waiting = iter(marks)
    while few := list(islice(waiting, SLICE)):
        yield few
