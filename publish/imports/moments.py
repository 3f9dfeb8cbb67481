"""Reading dates and times out of the words of a notice. A date without a time stays a date."""
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = 1980, 2100
"""Years outside of which a date is taken for a slip."""

WORDS = 2000
"""Characters in which a moment is looked for; what is longer is no field of a notice, and its tail is not read."""

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_CLOCK = (r"(?:\s*(?:\([^)]{0,6}\)|-|T|,)?\s*(?P<half>上午|中午|下午|晚上)?\s*(?:"
          r"(?P<hour>\d{1,2})\s*[:：]\s*(?P<minute>\d{1,2})(?!\d)(?:\s*[:：]\s*(?P<second>\d{1,2})(?:\.\d+)?)?"
          r"|(?P<hour_>\d{1,2})\s*(?:时|点|小时)(?:\s*(?P<minute_>\d{1,2})\s*分(?:\s*(?P<second_>\d{1,2})\s*秒)?)?))?")
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_SHAPES = (
    re.compile(r"(?P<year>(?:\d\s*){4})年\s*(?P<month>(?:\d\s*){1,2})月\s*(?P<day>(?:\d\s*){1,2})日?" + _CLOCK),
    re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)" + _CLOCK + _ZONE),
    re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)" + _CLOCK),
    re.compile(r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+(?P<day>\d{1,2}),\s*(?P<year>\d{4})"
               + _CLOCK, re.IGNORECASE),
)


def read_moment(text: str) -> str:
    """The first moment the words name: ``2026-04-07`` or ``2026-04-07T14:30:00+08:00``; empty where there is none."""
    found = _all(text)
    return found[0][0] if found else ""


def read_period(text: str) -> tuple[str, str]:
    """Beginning and end of a stated period (``…至…``); two empty strings where the words are not one period."""
    words = _tidy(text)
    found = _all(text)
    if len(found) != 2:
        return "", ""
    between = words[found[0][2]:found[1][1]]
    if not re.fullmatch(r"\s*(?:\([^)]*\))?\s*(?:至|到|起至|—|--?|~|～)\s*", between):
        return "", ""
    start, end = found[0][0], found[1][0]
    return (start, end) if start[:10] <= end[:10] else ("", "")


def instant(moment: str) -> datetime | None:
    """The instant a moment begins, a bare date at 0:00 in Shanghai; None for an empty one."""
    if not moment:
        return None
    if len(moment) == 10:
        return datetime.combine(date.fromisoformat(moment), time(0), SHANGHAI)
    return datetime.fromisoformat(moment).astimezone(UTC)


def _tidy(text: str) -> str:
    """Half-width words, every run of blanks as one: the shapes would try each way of sharing out a long run."""
    words = re.sub(r"[\u200b-\u200f\ufeff]", "", unicodedata.normalize("NFKC", text[:WORDS]))
    return re.sub(r"\s+", " ", words)


def _all(text: str) -> list[tuple[str, int, int]]:
    """Every moment in the words with where it begins and ends, in their order."""
    words = _tidy(text)
    taken: list[tuple[str, int, int]] = []
    for shape in _SHAPES:
        for match in shape.finditer(words):
            if any(match.start() < end and start < match.end() for _, start, end in taken):
                continue
            if moment := _value(match.groupdict()):
                taken.append((moment, match.start(), match.end()))
    return sorted(taken, key=lambda item: item[1])


def _value(parts: dict) -> str:
    digits = {key: int(re.sub(r"\D", "", parts[key])) for key in ("year", "day")}
    month = _MONTHS[parts["name"].lower()[:3]] if parts.get("name") else int(re.sub(r"\D", "", parts["month"]))
    try:
        day = date(digits["year"], month, digits["day"])
    except ValueError:
        return ""
    if not FIRST <= day.year <= LAST:
        return ""
    if not (parts["hour"] or parts["hour_"]):
        return day.isoformat()
    hour, minute, second = (int(parts[key] or parts[f"{key}_"] or 0) for key in ("hour", "minute", "second"))
    if parts.get("half") in {"下午", "晚上"} and hour < 12:
        hour += 12
    if (hour, minute, second) == (24, 0, 0):
        day, hour = day + timedelta(days=1), 0
    if hour > 23 or minute > 59 or second > 59:
        return day.isoformat()
    at = datetime.combine(day, time(hour, minute, second), SHANGHAI)
    if zone := parts.get("zone"):
        at = datetime.fromisoformat(f"{at.replace(tzinfo=None).isoformat()}{zone}").astimezone(SHANGHAI)
    return at.isoformat()
