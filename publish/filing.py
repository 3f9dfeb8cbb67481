"""What was published of a tender lies in the archive of its lots: every version of every notice with its
attachments."""
from collections.abc import Iterator

from market.core import packs

from .models import Disclosure


def papers(lot) -> Iterator[packs.Paper]:
    """Notices in the order they went out; of each version words, facts and digest."""
    rows = Disclosure.objects.filter(tender=lot.tender_id).order_by("published_at", "pk").prefetch_related(
        "versions__attachments__file")
    for number, one in enumerate(rows, 1):
        for version in one.versions.all():
            at = f"{number:02d}-{one.kind}/{version.number}"
            yield packs.data(f"{at}/notice.json", {
                "id": one.pk, "kind": one.kind, "title": version.title, "published_at": version.published_at,
                "reason": version.reason, "facts": version.facts, "body": version.body, "digest": version.digest,
                "previous": version.previous})
            for attachment in version.attachments.all():
                if attachment.file:
                    yield packs.Paper(f"{at}/{attachment.order}-{attachment.file.name}", attachment.file)
