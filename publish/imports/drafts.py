"""A draft: one notice as its source tells it, before it is known whether it is new."""
from dataclasses import dataclass, field
from datetime import datetime

from publish.cleaning import Cleaned

GENERATED = "来源只提供了结构化数据，本正文由数据逐项列出。"
"""First words of a body made from data; a body that begins so gives way to the source's own when that arrives."""


class RowRefused(ValueError):
    """The row cannot become a notice; the message is a Chinese sentence saying why."""


@dataclass(slots=True)
class Draft:
    """One notice as its source tells it.

    ``source`` is the source's name, empty where the row names none (then ``host`` of its link is used). ``body`` is the
    source's own words (``is_html``: as HTML, else as text) or empty, then ``listing`` is shown until a body arrives;
    ``cleaned`` is whichever is shown, fit to show. ``published_at`` is None where the source does not say. ``raw`` is
    what arrived, byte for byte. ``notes`` are Chinese sentences for the report.
    """

    external_id: str
    title: str
    kind: str
    trade: str
    source: str = ""
    home: str = ""
    host: str = ""
    body: str = ""
    cleaned: Cleaned | None = None
    is_html: bool = False
    listing: list[tuple[str, str]] = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    method: str = ""
    region_code: str = ""
    region_label: str = ""
    origin_url: str = ""
    published_at: datetime | None = None
    attachments: list[tuple[str, str]] = field(default_factory=list)
    raw: bytes = b""
    media_type: str = "application/json"
    notes: list[str] = field(default_factory=list)
    latest: bool = False
    """Whether this draft is the whole of what is known (OCDS): its words and facts then replace those before."""
