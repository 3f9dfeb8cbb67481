"""When a notice page would look different: the key under which it may be kept, by readers and by us."""
import hashlib
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery

from market.core import clock
from market.core.models import OutboxRow, Stream

from .facts import SHANGHAI
from .models import PublicRecord

KEPT = 600
"""Seconds a drawn page is kept here; its key changes sooner whenever its words do."""

LARGEST = 100_000
"""Characters of a drawn page that are kept; thousands of larger ones would fill the memory."""


def key(pk: UUID, number: int | None = None) -> str | None:
    """Changes with the record, with the newest word in its project, with its number in the public stream, with the
    minute while a deadline or an opening lies ahead (else with the day in Shanghai), and with each start of the
    program. None where nothing is public under that id. One query."""
    family = PublicRecord.objects.filter(project_code=OuterRef("project_code")).exclude(project_code="")
    newest = Subquery(family.order_by("-updated_at").values("updated_at")[:1])
    events = OutboxRow.objects.filter(stream=Stream.PUBLIC, object_id=str(pk)).order_by("-id")
    record = PublicRecord.objects.filter(pk=pk).values(
        "revision", "deadline_at", "opens_at", newest=newest, position=Subquery(events.values("position")[:1])).first()
    if record is None:
        return None
    now = clock.now()
    ahead = any(at and at > now for at in (record["deadline_at"], record["opens_at"]))
    minute = now.astimezone(SHANGHAI).strftime("%Y%m%d%H%M" if ahead else "%Y%m%d")
    parts = (pk, number, record["revision"], record["newest"], record["position"], minute, settings.RELEASE)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
