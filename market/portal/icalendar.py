"""Openings as an iCalendar file (RFC 5545)."""
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from market.core.trades import trade
from publish.models import PublicRecord


def write(name: str, records: Iterable[PublicRecord]) -> str:
    """One VEVENT for each record that has ``opens_at``; the same rows always give the same bytes."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sunlit Market//calendar//ZH", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Shanghai"]
    for record in records:
        lines += [
            "BEGIN:VEVENT", f"UID:{record.pk}-opening@{host}", f"DTSTAMP:{_utc(record.updated_at)}",
            f"DTSTART:{_utc(record.opens_at)}", f"SUMMARY:{_text(f'{trade(record.trade).opening}：{record.title}')}",
            *([f"LOCATION:{_text(record.region_label)}"] if record.region_label else []),
            *([f"DESCRIPTION:{_text('采购人或招标人：' + record.purchaser)}"] if record.purchaser else []),
            f"URL:{settings.PUBLIC_URL}{record.url}", "END:VEVENT",
        ]
    return "".join(fold(line) for line in [*lines, "END:VCALENDAR"])


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value


def fold(line: str) -> str:
    """The line in pieces of at most 75 octets, never inside a character, each ended by CRLF."""
    pieces, piece, octets = [], "", 0
    for character in line:
        width = len(character.encode())
        if octets + width > 75:
            pieces.append(piece)
            piece, octets = " ", 1
        piece, octets = piece + character, octets + width
    return "\r\n".join([*pieces, piece]) + "\r\n"
