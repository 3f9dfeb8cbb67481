"""Checking everything published against its digests, as anybody could from the JSON twins."""
from collections.abc import Iterator

from .digests import digest, heading
from .models import Disclosure, DisclosureVersion


def faults(told=None) -> Iterator[str]:
    """A Chinese sentence for each version that no longer is what its digest says, does not follow the one before it,
    or stands under another heading than its notice. ``told(n)`` hears of each version checked."""
    versions = (DisclosureVersion.objects.exclude(disclosure__status=Disclosure.Status.NEW)
                .select_related("disclosure__source").prefetch_related("attachments__file")
                .order_by("disclosure_id", "number"))
    before: DisclosureVersion | None = None
    for version in versions.iterator(chunk_size=500):
        same = before is not None and before.disclosure_id == version.disclosure_id
        expected = (before.number + 1, before.digest) if same else (1, "")
        where = f"公告 {version.disclosure_id} 第 {version.number} 版"
        if digest(version, version.attachments.all()) != version.digest:
            yield f"{where}的内容与摘要值不符，已被改动。"
        if (version.number, version.previous) != expected:
            yield f"{where}不接前一版，中间有版本缺失或被改动。"
        if version.number == version.disclosure.current and version.heading != heading(version.disclosure):
            yield f"{where}的类别、地区、时间或来源与公告不一致。"
        before = version
        if told:
            told(1)
