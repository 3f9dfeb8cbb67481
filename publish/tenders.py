"""Notices of our own tenders: made in the transaction of the step they tell of, and revised when that changes.

A tender writes its notice itself (``tenders.notices``); here it is published, and the notice it changes is revised.
"""
from collections.abc import Iterable

from market.core import files
from market.core.models import OutboxRow, StepLog, Stream
from market.parties.models import Party
from tenders.models import Amendment, Lot, Tender
from tenders.models.tenders import RUNNING
from tenders.notices import change, ending, intention, tender_notice
from tenders.notices.words import Notice, NoticeFile
from tenders.ports import Published
from tenders.rulebooks import notices

from . import services
from .models import Disclosure

ACTOR = "tenders"


def of(tender: Tender, kind: str) -> Disclosure | None:
    """The newest notice of that kind of a tender, None where there is none."""
    return Disclosure.objects.filter(tender=tender, kind=kind).order_by("-published_at").first()


def published(tender_id) -> list[Published]:
    """What the public may read of a tender, the newest first."""
    rows = (Disclosure.objects.public().filter(tender=tender_id).order_by("-published_at", "-pk")
            .prefetch_related("versions"))
    places = _feed_numbers([str(row.pk) for row in rows])
    found = []
    for row in rows:
        version = max(row.versions.all(), key=lambda one: one.number)
        found.append(Published(version.title, row.get_absolute_url(), notices.kind(row.kind).label, row.published_at,
                               row.current, version.digest, places.get(str(row.pk))))
    return found


def _feed_numbers(ids: list[str]) -> dict[str, int]:
    """Where in the public feed the newest change of each notice stands, for those already numbered."""
    rows = OutboxRow.objects.filter(stream=Stream.PUBLIC, object_id__in=ids, position__isnull=False)
    return dict(rows.order_by("position").values_list("object_id", "position"))


def publish(tender: Tender, notice: Notice) -> Disclosure:
    """Make a notice of a tender public."""
    book = tender.rulebook
    return services.publish(
        source=services.our_source(), kind=notice.kind, trade=book.trade, method=book.method, title=notice.title,
        body=notice.body, facts=notice.facts, project=tender.project, region=tender.region, tender=tender,
        attachments=attached(notice.files), actor=ACTOR)


def attached(given: Iterable[NoticeFile]) -> list[services.NewAttachment]:
    """The files of a notice as attachments; what was made for it is kept now."""
    return [services.NewAttachment(one.title, one.stored or files.keep(one.content, name=one.name)) for one in given]


def publish_intention(tender: Tender) -> None:
    """The intention notice."""
    publish(tender, intention.write(tender))


def publish_notice(tender: Tender) -> None:
    """The tender notice with the document."""
    publish(tender, tender_notice.write(tender))


def publish_change(tender: Tender) -> None:
    """The notice of the newest amendment; the tender notice then reads as it now stands."""
    row = Amendment.objects.filter(tender=tender).select_related("document__file").order_by("-number").first()
    publish(tender, change.write(tender, row))
    if row.after and (notice := of(tender, "tender_notice")):
        fresh = tender_notice.write(tender)
        services.revise(notice.pk, reason=_reason(row), title=fresh.title, body=fresh.body, facts=fresh.facts,
                        attachments=attached(fresh.files), actor=ACTOR)
    elif row.document and (notice := of(tender, "tender_notice")):
        services.revise(notice.pk, reason=_reason(row), attachments=attached(tender_notice.write(tender).files),
                        actor=ACTOR)


def resumed(tender: Tender) -> None:
    """The notice that a tender goes on, with its clocks as they now stand; a draft resumes in silence."""
    row = Amendment.objects.filter(tender=tender).order_by("-number").first()
    if row and row.kind == Amendment.Kind.RESUMPTION and tender.status in RUNNING:
        publish_change(tender)


def _reason(row: Amendment) -> str:
    words = row.reason or row.text
    return f"{row.get_kind_display()}（第 {row.number} 号）：{words}"[:500]


def publish_suspension(tender: Tender) -> None:
    """The notice that a public tender stands still."""
    row = _log(tender, "suspend")
    if tender.published_at and row:
        publish(tender, ending.suspended(tender, _body(row.acting_for), row.reason))


def publish_lot_hold(lot: Lot, step: str) -> None:
    """The notice that one lot stands still, or that it goes on."""
    row, lots = _log(lot, step), [(lot.number, lot.title)]
    if row is None:
        return
    if step == "suspend":
        publish(lot.tender, ending.suspended(lot.tender, _body(row.acting_for), row.reason, lots))
    else:
        publish(lot.tender, ending.lot_resumed(lot.tender, row.reason, lots))


def publish_failure(record: Tender | Lot, ids: list[str]) -> None:
    """The notice that a tender, or some of its lots, came to nothing; for lots that move together, one."""
    tender, lots, row = _ended(record, ids, "fail")
    code = lots[0].failed_for if lots else tender.failed_for
    publish(tender, ending.failed(tender, [(lot.number, lot.title) for lot in lots], code, row.reason if row else ""))


def publish_termination(record: Tender | Lot, ids: list[str]) -> None:
    """The notice that the principal ended it; nothing where nothing of it ever was public."""
    tender, lots, row = _ended(record, ids, "terminate")
    if tender.published_at or tender.intention_at:
        publish(tender, ending.terminated(tender, [(lot.number, lot.title) for lot in lots], row.reason if row else ""))


def _ended(record: Tender | Lot, ids: list[str], step: str) -> tuple[Tender, list[Lot], StepLog | None]:
    """The tender, the lots that ended (none where all of it did), and the row that says why."""
    if isinstance(record, Tender):
        return record, [], _log(record, step)
    lots = list(Lot.objects.filter(pk__in=ids or [record.pk]).order_by("number"))
    return record.tender, lots, _log(record, step) or _log(record.tender, step)


def _log(record: Tender | Lot, step: str) -> StepLog | None:
    """The last time a record took a step by itself."""
    return StepLog.objects.filter(record_type=record._meta.label_lower, record_id=str(record.pk), step=step).order_by(
        "-number").first()


def _body(acting_for: str) -> str:
    """The name of the organisation a log row names."""
    return Party.objects.filter(pk=acting_for.removeprefix("party:")).values_list("name", flat=True).first() or ""
