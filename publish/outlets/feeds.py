"""Atom feeds (RFC 4287, paged after RFC 5005): every version of a notice is an entry of its own."""
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from lxml import etree

from market.core.models import City
from market.core.trades import trade
from tenders.rulebooks import notices

from ..models import DisclosureVersion
from .twin import absolute

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PAGE = 50
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``id`` is permanent; ``related`` is the first version's page where this is a correction."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    related: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; ``path`` is its own address on this site, ``page`` the page it describes, ``next`` the older entries."""

    title: str
    path: str
    page: str
    entries: tuple[Entry, ...]
    next: str = ""


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def document(feed: Feed, author: str) -> bytes:
    """The feed as XML."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM}, attrib={LANG: "zh-CN"})

    def put(parent, tag, text="", **attributes):
        node = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attrib=attributes)
        node.text = _clean(text) or None

    put(root, "id", absolute(feed.path))
    put(root, "title", feed.title)
    put(root, "updated", (feed.entries[0].updated if feed.entries else datetime.fromtimestamp(0, UTC)).isoformat())
    put(root, "link", rel="self", type="application/atom+xml", href=absolute(feed.path))
    put(root, "link", rel="alternate", type="text/html", href=absolute(feed.page))
    if feed.next:
        put(root, "link", rel="next", href=absolute(feed.next))
    author_node = etree.SubElement(root, f"{{{ATOM}}}author")
    put(author_node, "name", author)
    for entry in feed.entries:
        node = etree.SubElement(root, f"{{{ATOM}}}entry")
        put(node, "id", entry.id)
        put(node, "title", entry.title)
        put(node, "published", entry.published.isoformat())
        put(node, "updated", entry.updated.isoformat())
        put(node, "link", rel="alternate", type="text/html", href=absolute(entry.url))
        if entry.related:
            put(node, "link", rel="related", href=absolute(entry.related))
        for scheme, term in entry.categories:
            put(node, "category", scheme=scheme, term=term)
        put(node, "summary", entry.summary)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def response(request: HttpRequest, feed: Feed) -> HttpResponse:
    """The feed as an answer, 304 where the reader has it already."""
    city = City.objects.first()
    content = document(feed, city.site_name if city else "阳光交易")
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    answer["ETag"], answer["Cache-Control"] = tag, "public, max-age=60"
    return answer


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
