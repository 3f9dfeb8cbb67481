"""Publishing many outside notices at once, in a handful of statements; what comes out equals ``services.publish``."""
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Model

from market.core import clock, outbox, steps
from market.core.models import Region, Stream
from market.projects.models import Project
from publish import records
from publish.cleaning import Cleaned
from publish.digests import digest, heading
from publish.facts import check
from publish.models import Attachment, Disclosure, DisclosureVersion, Original, Source
from tenders.rulebooks import notices

SLICE = 500
"""How many records one ``publish.record.changed`` event names."""


@dataclass(slots=True)
class Item:
    """One notice ready to be written. ``published_at`` None means the moment of writing."""

    source: Source
    external_id: str
    kind: str
    trade: str
    title: str
    cleaned: Cleaned
    facts: dict
    method: str = ""
    region: Region | None = None
    region_label: str = ""
    origin_url: str = ""
    published_at: datetime | None = None
    project: Project | None = None
    attachments: list[tuple[str, str]] = field(default_factory=list)
    raw: bytes = b""
    media_type: str = ""
    simulated: bool = False


def publish_many(items: list[Item], *, actor: str, told: bool = True) -> list[Disclosure]:
    """Write these notices in the running transaction, each with its first version, record and step.

    ``told`` puts each on the public stream; simulated crowds are not told of. Raises ``FactRefused`` for a fact of the
    wrong shape, KeyError for an unknown kind, ``StepRefused`` for an actor who may not: then nothing is written.
    """
    if not items:
        return []
    now = clock.now()
    made = [_make(item, now) for item in items]
    disclosures = [disclosure for disclosure, _, _ in made]
    _insert(disclosures)
    _insert([version for _, version, _ in made])
    Attachment.objects.bulk_create([file for _, _, files in made for file in files])
    _insert([
        Original(version=version, content=item.raw, media_type=item.media_type[:60],
                 sha256=hashlib.sha256(item.raw).hexdigest())
        for item, (_, version, _) in zip(items, made, strict=True) if item.raw])
    _insert([
        records.build(disclosure, version, "\n".join(f"{file.title}\n" for file in files))
        for disclosure, version, files in made])
    taken = steps.take_steps(Disclosure.objects.filter(pk__in=[row.pk for row in disclosures]), "publish", actor=actor)
    if taken.refused:
        raise steps.StepRefused("publish", next(iter(taken.refused.values())))
    if told:
        for disclosure, version, _ in made:
            outbox.emit("publish.disclosure.published", id=disclosure.pk, stream=Stream.PUBLIC, version=version.number,
                        digest=version.digest, url=disclosure.get_absolute_url())
    _changed([row.pk for row in disclosures])
    return disclosures


def rewrite(ids: Iterable) -> None:
    """Rewrite the records of these disclosures after something beside their versions changed."""
    ids = list(ids)
    records.write(ids)
    _changed(ids)


def _insert(rows: list[Model]) -> None:
    """Insert rows whose keys are already given, with one prepared statement.

    ``bulk_create`` compiles every row into the text of its statements, a few dozen rows each on SQLite; that is half
    the time of a large import.
    """
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    quote = connection.ops.quote_name
    names, marks = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(rows[0]._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608 (names of our models)
            [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows])


def _changed(ids: list) -> None:
    for start in range(0, len(ids), SLICE):
        part = [str(pk) for pk in ids[start:start + SLICE]]
        outbox.emit("publish.record.changed", id=part[0], ids=part)


def _make(item: Item, now: datetime) -> tuple[Disclosure, DisclosureVersion, list[Attachment]]:
    notices.kind(item.kind)
    disclosure = Disclosure(
        source=item.source, external_id=item.external_id, kind=item.kind, trade=item.trade, method=item.method,
        region=item.region, region_label=item.region_label[:120], origin_url=item.origin_url, project=item.project,
        published_at=min(item.published_at or now, now), received_at=now, simulated=item.simulated)
    version = DisclosureVersion(
        disclosure=disclosure, number=1, title=" ".join(item.title.split())[:500], body=item.cleaned.html,
        text=item.cleaned.text, facts=check(item.facts), heading=heading(disclosure), published_at=now,
        cleaner=item.cleaned.version)
    files = [Attachment(version=version, order=order, title=title[:255], origin_url=url)
             for order, (title, url) in enumerate(item.attachments, 1)]
    version.digest = digest(version, files)
    return disclosure, version, files
