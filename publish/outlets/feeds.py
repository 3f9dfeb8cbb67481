"""Atom feeds of notices: every version of a notice is an entry of its own."""
from collections.abc import Iterable

from django.urls import reverse

from market.core.atom import Entry, Feed, response
from market.core.trades import trade
from tenders.rulebooks import notices

from ..models import DisclosureVersion

__all__ = ["PAGE", "Entry", "Feed", "entries_of", "latest", "of_project", "response"]

PAGE = 50


def entries_of(versions: Iterable[DisclosureVersion]) -> tuple[Entry, ...]:
    """Entries of versions, in their order."""
    return tuple(_entry(version) for version in versions)


def _entry(version: DisclosureVersion) -> Entry:
    disclosure = version.disclosure
    kind = notices.kind(disclosure.kind)
    first = version.number == 1
    page = disclosure.get_absolute_url()
    return Entry(
        id=f"urn:uuid:{disclosure.pk if first else version.pk}",
        title=version.title if first else f"{version.title}（第{version.number}版）",
        url=page if version.number == disclosure.current
        else reverse("publish:version", args=[disclosure.pk, version.number]),
        published=version.published_at, updated=version.published_at,
        summary=version.reason or " ".join(version.text.split())[:200], related="" if first else page,
        categories=(("trade", trade(disclosure.trade).key), ("kind", kind.key),
                    *((("region", disclosure.region_id),) if disclosure.region_id else ())))


_NEWEST = (DisclosureVersion.objects.exclude(disclosure__status="new").select_related("disclosure")
           .order_by("-published_at", "-id"))


def latest(page: int) -> Feed:
    """What was published last, over everything; ``page`` counts from 1."""
    found = list(_NEWEST.all()[(page - 1) * PAGE:page * PAGE + 1])
    path = reverse("publish:feed")
    return Feed("最新公告", path if page == 1 else f"{path}?page={page}", reverse("fulltext:notices"),
                entries_of(found[:PAGE]), f"{path}?page={page + 1}" if len(found) > PAGE else "")


def of_project(project) -> Feed:
    """Every version of every notice of a project, newest first."""
    found = _NEWEST.filter(disclosure__project=project)[:PAGE * 2]
    return Feed(project.name, reverse("publish:project-feed", args=[project.code]),
                reverse("publish:project", args=[project.code]), entries_of(found))
