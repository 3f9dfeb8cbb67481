"""Sitemaps by month of publication, so that old files never change (sitemaps.org 0.9)."""
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.db.models import Max
from django.db.models.functions import TruncMonth

from ..facts import SHANGHAI
from ..models import PublicRecord
from .twin import absolute

FILE = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def index() -> Iterator[str]:
    """The index: one file a month, in parts of 50,000 addresses."""
    months = (PublicRecord.objects.filter(simulated=False).annotate(month=TruncMonth("published_at", tzinfo=SHANGHAI))
              .values("month").annotate(newest=Max("updated_at")).order_by("month"))
    yield _HEAD.format("sitemapindex")
    for row in months:
        count = _month(row["month"]).count()
        for part in range((count + FILE - 1) // FILE):
            address = absolute(f"/sitemap-{row['month']:%Y%m}-{part + 1}.xml")
            yield f"<sitemap><loc>{escape(address)}</loc><lastmod>{row['newest'].isoformat()}</lastmod></sitemap>\n"
    yield "</sitemapindex>\n"


def _month(month: datetime):
    start = month.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return PublicRecord.objects.filter(simulated=False, published_at__gte=start, published_at__lt=end)


def month(year: int, number: int, part: int) -> Iterator[str] | None:
    """The addresses of one part of a month; None where there are none."""
    rows = _month(datetime(year, number, 1, tzinfo=SHANGHAI)).order_by("published_at", "id")
    rows = rows.values_list("url", "updated_at")[(part - 1) * FILE:part * FILE]
    if not rows.exists():
        return None
    return _lines(rows)


def _lines(rows) -> Iterator[str]:
    yield _HEAD.format("urlset")
    for url, updated in rows.iterator():
        yield f"<url><loc>{escape(absolute(url))}</loc><lastmod>{updated.isoformat()}</lastmod></url>\n"
    yield "</urlset>\n"
