"""How moments, days, amounts, sizes and what is left of a term are written on screen and in print (zh-CN, Shanghai)."""
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import segno

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
WAN_FROM = Decimal(100_000)


def local(value: datetime) -> datetime:
    """The same moment by Beijing time. A naive moment is a bug and raises ValueError."""
    if value.tzinfo is None:
        raise ValueError(f"A moment without a time zone: {value!r}")
    return value.astimezone(SHANGHAI)


def local_day(value: date | datetime) -> date:
    """The day by Beijing time."""
    return local(value).date() if isinstance(value, datetime) else value


def iso(value: date | datetime) -> str:
    """``2026-11-24T14:30:00+08:00``, or ``2026-11-24`` for a day."""
    return local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def weekday(value: date | datetime) -> str:
    """``周二``."""
    return f"周{WEEKDAYS[local_day(value).weekday()]}"


def day(value: date | datetime) -> str:
    """``2026年11月24日（周二）``."""
    on = local_day(value)
    return f"{on.year}年{on.month}月{on.day}日（{weekday(on)}）"


def day_short(value: date | datetime, today: date) -> str:
    """``11月24日``, or with its year where that is not the year of ``today``."""
    on = local_day(value)
    return f"{on.month}月{on.day}日" if on.year == today.year else f"{on.year}年{on.month}月{on.day}日"


def time_of_day(value: datetime) -> str:
    """``14:30``."""
    return f"{local(value):%H:%M}"


def moment(value: date | datetime) -> str:
    """``2026年11月24日（周二）14:30``."""
    return day(value) + (time_of_day(value) if isinstance(value, datetime) else "")


def moment_exact(value: datetime) -> str:
    """``2026年11月10日（周二）09:00:00.214``."""
    at = local(value)
    return f"{day(at)}{at:%H:%M:%S}.{at.microsecond // 1000:03d}"


def moment_short(value: date | datetime, today: date) -> str:
    """``今日 16:30`` on ``today``, else ``11月25日 09:00``."""
    words = "今日" if local_day(value) == today else day_short(value, today)
    return f"{words} {time_of_day(value)}" if isinstance(value, datetime) else words


def rail_time(value: date | datetime, today: date) -> str:
    """``11月10日``, with the time of day where there is one."""
    words = day_short(value, today)
    return f"{words} {time_of_day(value)}" if isinstance(value, datetime) else words


def left_parts(left: timedelta) -> list[tuple[int, str]]:
    """What is left as numbers and units: 天 时 分; under a day 时 分; under an hour 分 秒; [] when over."""
    seconds = int(left.total_seconds())
    if left <= timedelta(0):
        return []
    if seconds < 3600:
        return [(seconds // 60, "分"), (seconds % 60, "秒")]
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours < 24:
        return [(hours, "时"), (minutes, "分")]
    return [(hours // 24, "天"), (hours % 24, "时"), (minutes, "分")]


def remaining(left: timedelta) -> str:
    """``剩 13 天 19 时``, the two largest units; ``已截止`` from the moment itself on."""
    parts = left_parts(left)
    return "剩 " + " ".join(f"{number} {unit}" for number, unit in parts[:2]) if parts else "已截止"


def lasted(span: timedelta) -> str:
    """``共 12 分 5 秒``, ``共 1 时 0 分``: how long something lasted, in its two largest units, seconds rounded up."""
    seconds = -int(-span.total_seconds() // 1)
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"共 {days} 天 {hours} 时"
    return f"共 {hours} 时 {minutes} 分" if hours else f"共 {minutes} 分 {seconds % 60} 秒"


def amount(value: Decimal) -> str:
    """``6,800,000.00``: 元 with thousands separators and two decimals."""
    return f"{value:,.2f}"


def in_wan(value: Decimal) -> str:
    """``合 680 万元`` from 100,000 元 up, exact, without idle zeros; else an empty string."""
    if abs(value) < WAN_FROM:
        return ""
    return f"合 {(value / 10_000).quantize(Decimal('0.000001')):,f}".rstrip("0").rstrip(".") + " 万元"


def size(count: int) -> str:
    """A number of bytes as ``512 B``, ``188 KB``, ``4.6 MB``, ``1.2 GB`` (powers of 1,024)."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 ** 2:
        return f"{count / 1024:.0f} KB"
    if count < 1024 ** 3:
        return f"{count / 1024 ** 2:.1f} MB"
    return f"{count / 1024 ** 3:.1f} GB"


@lru_cache(maxsize=512)
def qr(address: str) -> str:
    """A QR code of the address as a ``data:`` SVG, dark on white with its quiet zone."""
    return segno.make(address, error="m").svg_data_uri(border=1, dark="#1B1F24", light="#FFF", svgns=True)
