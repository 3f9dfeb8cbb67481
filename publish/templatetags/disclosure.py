"""What only the pages of a notice need: its body, the format of a file, rows of two for paper."""
import mimetypes
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from market.core import clock, wording

register = template.Library()

FORMATS = {
    "application/pdf": "PDF", "text/plain": "TXT", "text/csv": "CSV", "image/png": "PNG", "image/jpeg": "JPEG",
    "application/zip": "ZIP",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}


@register.filter
def body_html(body: str) -> SafeString:
    """A cleaned body, its tables in boxes that scroll by themselves on a phone. ``body`` comes from ``cleaning``."""
    boxed = body.replace("<table>", '<div class="prose-scroll" tabindex="0" role="group" aria-label="表格"><table>')
    return mark_safe(boxed.replace("</table>", "</table></div>"))


@register.filter
def yuan(amount: str) -> str:
    """Decimal text with thousands separators: ``1,799,255.53``."""
    return wording.amount(Decimal(amount))


@register.filter
def file_format(stored) -> str:
    """``PDF``, ``XLSX``; the extension of the type for others."""
    media_type = stored.media_type.partition(";")[0]
    known = FORMATS.get(media_type) or mimetypes.guess_extension(media_type) or "未知"
    return known.lstrip(".").upper()


@register.filter
def rail_when(value) -> str:
    """When a stop of the rail was or is due; words such as 未开始 stay as they are."""
    return value if isinstance(value, str) else wording.rail_time(value, clock.today())


@register.filter
def pairs(rows) -> list[list]:
    """Rows of a facts box by twos; a wide one stands alone."""
    out: list[list] = []
    waiting = None
    for row in rows:
        if row.wide:
            if waiting:
                out.append([waiting])
            out.append([row])
            waiting = None
        elif waiting:
            out.append([waiting, row])
            waiting = None
        else:
            waiting = row
    return out + ([[waiting]] if waiting else [])


@register.simple_tag
def verify_code(digest: str, public_url: str) -> str:
    """A QR code that leads to the verification of a digest."""
    return wording.qr(f"{public_url}/verify/?q={digest[:12]}")
