"""Making the flat public record of a notice from its current version."""
from collections.abc import Iterable

from django.db.models import F

from market.core.trades import trade
from tenders.rulebooks import notices

from . import facts as stated
from .models import Disclosure, DisclosureVersion, FileText, PublicRecord

ATTACHMENT_TEXT_LIMIT = 400_000
"""Characters of attachment text kept for search, over all attachments of a notice."""

CODES = ("project_code", "platform_code", "lot_code", "land_supervision_no")
"""Facts by which a notice is found exactly."""


def build(disclosure: Disclosure, version: DisclosureVersion, attachment_text: str = "") -> PublicRecord:
    """The record of a disclosure whose current version is given; nothing is saved."""
    facts = version.facts
    kind = notices.kind(disclosure.kind)
    amount = stated.main_amount(facts)
    deadline, label = _deadline(disclosure, facts)
    opens = stated.moment(facts.get("opens_at"))
    codes = [facts[code] for code in CODES if code in facts]
    return PublicRecord(
        id=disclosure.pk, url=disclosure.get_absolute_url(), title=version.title, text=version.text,
        attachment_text=attachment_text[:ATTACHMENT_TEXT_LIMIT], codes=codes,
        project_code=facts.get("project_code", ""), trade=disclosure.trade, kind=kind.key, stage=kind.stage,
        method=disclosure.method, sme={True: "yes", False: "no"}.get(facts.get("sme_reserved"), ""),
        region_path=disclosure.region.path if disclosure.region
        else f"out/{disclosure.region_label.replace('/', '-')}/" if disclosure.region_label else "",
        region_label=disclosure.region.name if disclosure.region else disclosure.region_label,
        purchaser=stated.names(facts, "purchaser")[:200], agent=stated.names(facts, "agent")[:200],
        winner=stated.names(facts, "winner")[:300],
        amount=amount.yuan if amount else None, amount_label=amount.label if amount else "",
        foreign_amount=amount.foreign if amount else "",
        deadline_at=deadline.at if deadline else None, deadline_label=label if deadline else "",
        deadline_is_day=bool(deadline and not deadline.has_time),
        opens_at=opens.at if opens and opens.has_time else None,
        published_at=disclosure.published_at, updated_at=version.published_at,
        source_key=disclosure.source_id, source_name=disclosure.source.name, outside=not disclosure.source.ours,
        origin_url=disclosure.origin_url, withdrawn=disclosure.status == Disclosure.Status.WITHDRAWN,
        simulated=disclosure.simulated,
    )


def _deadline(disclosure, facts):
    """The moment that closes the reader's chance to act, and its name."""
    if found := stated.moment(facts.get("bids_due_at")):
        return found, trade(disclosure.trade).deadline
    return stated.moment(facts.get("publicity_until")), "公示截止"


_WRITTEN = [field.name for field in PublicRecord._meta.concrete_fields if field.name not in {"id", "revision"}]


def write(ids: Iterable) -> None:
    """Rewrite the records of these disclosures from their current versions, in a handful of queries."""
    disclosures = {d.pk: d for d in Disclosure.objects.filter(pk__in=list(ids)).select_related("source", "region")}
    versions = DisclosureVersion.objects.filter(disclosure__in=disclosures, number=F("disclosure__current"))
    versions = {v.disclosure_id: v for v in versions.prefetch_related("attachments__file")}
    hashes = {a.file.sha256 for v in versions.values() for a in v.attachments.all() if a.file}
    texts = {t.sha256: "\v".join(t.pages) for t in FileText.objects.filter(sha256__in=hashes)} if hashes else {}
    rows = [
        build(d, v := versions[pk], "\f".join(
            f"{a.title}\n{texts.get(a.file.sha256, '') if a.file else ''}" for a in v.attachments.all()))
        for pk, d in disclosures.items()
    ]
    PublicRecord.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN)
    PublicRecord.objects.filter(pk__in=disclosures).update(revision=F("revision") + 1)
