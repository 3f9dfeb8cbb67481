"""The event log of a session, and the order in which its rows are locked: the tender first, then the session."""
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from market.core import clock
from tenders.models import Tender

from ...models import OpeningSession, SessionEvent


@contextmanager
def locked(session_id: UUID) -> Iterator[OpeningSession]:
    """One act on a session: one transaction, one moment, its tender and itself locked."""
    with transaction.atomic(), clock.still():
        tender_id = OpeningSession.objects.values_list("tender_id", flat=True).get(pk=session_id)
        Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)
        yield OpeningSession.objects.select_for_update(of=("self",)).select_related("tender").get(pk=session_id)


def write(session: OpeningSession, kind: str, text: str, *, public: str = "", actor="") -> SessionEvent:
    """Add an event under the session's lock. ``public`` is what everybody reads of it."""
    last = SessionEvent.objects.filter(session=session).aggregate(last=Max("number"))["last"] or 0
    return SessionEvent.objects.create(session=session, number=last + 1, kind=kind, text=text, public_text=public,
                                       actor=str(actor), at=clock.now())
