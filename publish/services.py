"""The verbs that make things public: publish, revise, withdraw. Nothing else writes a disclosure of our own.

A disclosure, its record and its event are one act inside the caller's transaction; PDF, index, texts and feeds follow
from the events.
"""
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from market.core import clock, outbox, steps
from market.core.models import City, StoredFile, Stream
from tenders.rulebooks import notices

from . import cleaning, digests, records
from .facts import check
from .models import Attachment, Disclosure, DisclosureVersion, Original, Source


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file to publish with a version, or for an outside notice only the address it lies at."""

    title: str
    file: StoredFile | None = None
    origin_url: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What arrived from outside, byte for byte, before it was cleaned."""

    content: bytes
    media_type: str


def our_source() -> Source:
    """The source that is this platform, named after the trading centre."""
    source = Source.objects.filter(ours=True).first()
    if source is None:
        city = City.objects.first()
        source = Source.objects.create(key="ours", name=city.centre_name if city else "本平台", ours=True)
    return source


def outside_source(name: str, home: str = "") -> Source:
    """The outside source of that name, made at first meeting; its key is stable for one name.

    Whoever calls himself by our own name is named as an outsider: nothing that was brought in shall pass for ours.
    """
    name = name.strip()[:120]
    if Source.objects.filter(name=name, ours=True).exists():
        name = f"{name[:115]}（外部）"
    key = f"s-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    return Source.objects.get_or_create(name=name, defaults={"key": key, "home": home})[0]


@transaction.atomic
def publish(*, source: Source, kind: str, trade: str, title: str, body: str = "", text_body: bool = False,
            facts: dict | None = None, method: str = "", project=None, region=None, region_label: str = "",
            attachments: Sequence[NewAttachment] = (), external_id: str = "", origin_url: str = "",
            published_at=None, original: Received | None = None, tender=None, actor: str,
            simulated: bool = False) -> Disclosure:
    """Make a notice public. ``published_at`` is taken for outside sources only and never lies ahead; our own moment is
    the server's.

    Raises ``cleaning.BodyRefused``, ``facts.FactRefused``, KeyError for an unknown kind.
    """
    notices.kind(kind)
    now = clock.now()
    cleaned = cleaning.from_text(body) if text_body else cleaning.clean(body)
    disclosure = Disclosure.objects.create(
        source=source, kind=kind, trade=trade, method=method, project=project, region=region, tender=tender,
        region_label=region_label[:120], external_id=external_id, origin_url=origin_url, received_at=now,
        published_at=now if source.ours or published_at is None else min(published_at, now), simulated=simulated)
    version = _write_version(disclosure, number=1, at=now, title=title, cleaned=cleaned, stated=facts or {},
                             attachments=attachments)
    if original:
        Original.objects.create(version=version, content=original.content, media_type=original.media_type,
                                sha256=hashlib.sha256(original.content).hexdigest())
    disclosure = steps.take_step(Disclosure.objects, disclosure.pk, "publish", actor=actor)
    _announce("published", disclosure, version)
    return disclosure


@transaction.atomic
def revise(disclosure_id, *, reason: str, title: str | None = None, body: str | None = None, text_body: bool = False,
           facts: dict | None = None, attachments: Sequence[NewAttachment] | None = None, actor: str,
           original: Received | None = None) -> DisclosureVersion:
    """Put a new version in force; what is not given stays as it was. The reason is public.

    Raises ``steps.StepRefused`` where the notice is withdrawn, and what ``publish`` raises.
    """
    disclosure = Disclosure.objects.select_for_update().get(pk=disclosure_id)
    before = disclosure.versions.get(number=disclosure.current)
    if body is None:
        cleaned = cleaning.Cleaned(before.body, before.text, before.cleaner)
    else:
        cleaned = cleaning.from_text(body) if text_body else cleaning.clean(body)
    if attachments is None:
        attachments = [NewAttachment(a.title, a.file, a.origin_url) for a in before.attachments.select_related("file")]
    number = disclosure.current + 1
    disclosure = steps.take_step(Disclosure.objects, disclosure.pk, "revise", actor=actor, reason=reason, number=number)
    version = _write_version(disclosure, number=number, at=clock.now(), title=title or before.title, cleaned=cleaned,
                             stated=before.facts if facts is None else facts, attachments=attachments,
                             reason=reason, previous=before.digest)
    if original:
        Original.objects.create(version=version, content=original.content, media_type=original.media_type,
                                sha256=hashlib.sha256(original.content).hexdigest())
    _announce("revised", disclosure, version)
    return version


@transaction.atomic
def withdraw(disclosure_id, *, reason: str, basis: str, actor: str) -> Disclosure:
    """Take a notice out of force for a public reason; its words stay readable. Raises ``steps.StepRefused``."""
    disclosure = steps.take_step(Disclosure.objects, disclosure_id, "withdraw", actor=actor, reason=reason, basis=basis,
                                 at=clock.now(), why=reason, ground=basis)
    _announce("withdrawn", disclosure, disclosure.versions.get(number=disclosure.current))
    return disclosure


def _write_version(disclosure, *, number, at, title, cleaned, stated, attachments, reason="", previous=""):
    version = DisclosureVersion(
        disclosure=disclosure, number=number, title=" ".join(title.split())[:500], body=cleaned.html, text=cleaned.text,
        facts=check(stated), heading=digests.heading(disclosure), published_at=at, reason=reason,
        cleaner=cleaned.version, previous=previous)
    files = [Attachment(version=version, order=order, title=a.title[:255], file=a.file, origin_url=a.origin_url)
             for order, a in enumerate(attachments, 1)]
    version.digest = digests.digest(version, files)
    version.save()
    Attachment.objects.bulk_create(files)
    return version


def _announce(what: str, disclosure: Disclosure, version: DisclosureVersion) -> None:
    records.write([disclosure.pk])
    outbox.emit(f"publish.disclosure.{what}", id=disclosure.pk, stream=Stream.PUBLIC, version=version.number,
                digest=version.digest, url=disclosure.get_absolute_url())
    outbox.emit("publish.record.changed", id=disclosure.pk)
