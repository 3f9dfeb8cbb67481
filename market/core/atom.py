"""Atom feeds as documents and answers (RFC 4287, paged after RFC 5005); what stands in them is the caller's."""
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from lxml import etree

from .models import City

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
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


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def document(feed: Feed, author: str) -> bytes:
    """The feed as XML."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM}, attrib={LANG: "zh-CN"})

    def put(parent, tag, text="", **attributes):
        node = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attrib=attributes)
        node.text = _clean(text) or None

    put(root, "id", _absolute(feed.path))
    put(root, "title", feed.title)
    put(root, "updated", (feed.entries[0].updated if feed.entries else datetime.fromtimestamp(0, UTC)).isoformat())
    put(root, "link", rel="self", type="application/atom+xml", href=_absolute(feed.path))
    put(root, "link", rel="alternate", type="text/html", href=_absolute(feed.page))
    if feed.next:
        put(root, "link", rel="next", href=_absolute(feed.next))
    author_node = etree.SubElement(root, f"{{{ATOM}}}author")
    put(author_node, "name", author)
    for entry in feed.entries:
        node = etree.SubElement(root, f"{{{ATOM}}}entry")
        put(node, "id", entry.id)
        put(node, "title", entry.title)
        put(node, "published", entry.published.isoformat())
        put(node, "updated", entry.updated.isoformat())
        put(node, "link", rel="alternate", type="text/html", href=_absolute(entry.url))
        if entry.related:
            put(node, "link", rel="related", href=_absolute(entry.related))
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
