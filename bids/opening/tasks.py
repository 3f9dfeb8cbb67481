"""What the worker does in a session. The clockwork reminds it for as long as there is something to do."""
from uuid import UUID

from celery import shared_task

from ..models import OpeningSession
from . import services


@shared_task(name="bids.opening.unseal")
def unseal(*, session: str, **_) -> None:
    """Open what can be opened."""
    services.unseal(UUID(session))


def remind() -> None:
    """Queue the unsealing of every session that has keys nobody tried; asked every few seconds."""
    for session in OpeningSession.objects.filter(status="decrypting").select_related("tender"):
        if services.wants_work(session) or not session.undecided().exists():
            unseal.delay(session=str(session.pk))
