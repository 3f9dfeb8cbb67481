"""Openings as an iCalendar file (RFC 5545)."""
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from market.core.trades import trade
from market.core.wording import local_day
from publish.models import PublicRecord


def write(name: str, records: Iterable[PublicRecord], *, with_deadlines: bool = False) -> str:
    """One VEVENT for each record that has ``opens_at``, and for each deadline where asked for; the same rows always
    give the same bytes."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sunlit Market//calendar//ZH", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Shanghai"]
    for record in records:
        if with_deadlines and record.deadline_at:
            lines += _event(record, host, "deadline", _deadline(record), record.deadline_label or "截止")
        if record.opens_at:
            lines += _event(record, host, "opening", f"DTSTART:{_utc(record.opens_at)}", trade(record.trade).opening)
    return "".join(fold(line) for line in [*lines, "END:VCALENDAR"])


def _event(record: PublicRecord, host: str | None, kind: str, start: str, word: str) -> list[str]:
    return [
        "BEGIN:VEVENT", f"UID:{record.pk}-{kind}@{host}", f"DTSTAMP:{_utc(record.updated_at)}", start,
        f"SUMMARY:{_text(f'{word}：{record.title}')}",
        *([f"LOCATION:{_text(record.region_label)}"] if record.region_label else []),
        *([f"DESCRIPTION:{_text('采购人或招标人：' + record.purchaser)}"] if record.purchaser else []),
        f"URL:{settings.PUBLIC_URL}{record.url}", "END:VEVENT",
    ]


def _deadline(record: PublicRecord) -> str:
    """The moment; or the last day, whole, where only a day was stated."""
    if record.deadline_is_day:
        return f"DTSTART;VALUE=DATE:{local_day(record.deadline_at - timedelta(seconds=1)):%Y%m%d}"
    return f"DTSTART:{_utc(record.deadline_at)}"


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
