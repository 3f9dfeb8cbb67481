"""The words and parts that every template uses: money, moments, tags, rails, proof strips.

Each is shown with its use on ``/styleguide/``. Formatting lives in ``market.core.wording``; here is only the markup.
"""
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from market.core import clock as server_clock
from market.core import idempotency, wording
from market.core.parts import Fact, Figure, ProofCell, RailStep, Tone
from market.core.trades import Trade
from market.core.trades import trade as trade_by_key

register = template.Library()

NOT_STATED = "公告未载明"
RAIL_WORDS = {"done": "已完成", "current": "当前", "planned": "未开始", "skipped": "不适用", "broken": "中断"}
TONE_ICONS = {"": "ring", "blue": "dot", "ok": "check", "warn": "clock", "danger": "cross", "seal": "flag"}


# Values ---------------------------------------------------------------------------------------------------------------

@register.filter
def stated(value) -> object:
    """The value, or 公告未载明 in grey where there is none."""
    return format_html('<span class="missing">{}</span>', NOT_STATED) if value in (None, "") else value


@register.filter
def money(value: Decimal | None) -> SafeString:
    """``6,800,000.00 元``; 公告未载明 when None."""
    return stated(None) if value is None else format_html('<span class="nowrap">{} 元</span>', wording.amount(value))


@register.filter
def money_bare(value: Decimal) -> str:
    """``6,800,000.00``, where the unit stands in the head of the column."""
    return wording.amount(value)


@register.filter
def wan(value: Decimal | None) -> str:
    """``合 680 万元`` from 100,000 元 up, else nothing."""
    return wording.in_wan(value) if value is not None else ""


def _time(value: date | datetime | None, words) -> SafeString:
    if value in (None, ""):
        return stated(None)
    return format_html('<time datetime="{}">{}</time>', wording.iso(value), words(value))


@register.filter
def moment(value: datetime | None) -> SafeString:
    """``2026年11月24日（周二）14:30``; a day without a time is given as a day."""
    return _time(value, wording.moment)


@register.filter
def moment_exact(value: datetime | None) -> SafeString:
    """To the millisecond, for receipts and proof strips: ``2026年11月10日（周二）09:00:00.214``."""
    return _time(value, wording.moment_exact)


@register.filter
def moment_short(value: datetime | None) -> SafeString:
    """For lists: ``今日 16:30``, ``11月25日 09:00``, ``2025年3月1日 09:00``."""
    return _time(value, lambda at: wording.moment_short(at, server_clock.today()))


@register.filter
def deadline_short(record) -> SafeString:
    """The deadline of a record for lists: the moment, or the last day where only a day was stated."""
    if record.deadline_at and record.deadline_is_day:
        return moment_short(wording.local_day(record.deadline_at - timedelta(seconds=1)))
    return moment_short(record.deadline_at)


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """``2026年11月24日（周二）``."""
    return _time(value, wording.day)


@register.filter
def day_short(value: date | datetime | None) -> SafeString:
    """``11月24日``, with the year in front where it is not this year."""
    return _time(value, lambda at: wording.day_short(at, server_clock.today()))


@register.filter
def weekday(value: date | datetime) -> str:
    """``周二``."""
    return wording.weekday(value)


@register.filter
def time_of_day(value: datetime | None) -> SafeString:
    """``14:30``."""
    return _time(value, wording.time_of_day)


@register.filter
def time_exact(value: datetime | None) -> SafeString:
    """``09:42:10``, for logs."""
    return _time(value, lambda at: f"{wording.local(at):%H:%M:%S}")


@register.filter
def remaining(value: datetime | None) -> str:
    """``剩 13 天 19 时`` (the two largest units), ``已截止``, or nothing when there is no deadline."""
    return "" if value is None else wording.remaining(value - server_clock.now())


@register.filter
def lasted(value: timedelta) -> str:
    """``共 12 分 5 秒``."""
    return wording.lasted(value)


@register.filter
def grouped(count: int) -> str:
    """``6,778``."""
    return f"{count:,}"


@register.filter
def bytes_size(value: int | None) -> str:
    """``4.6 MB``, ``188 KB``."""
    return wording.size(value or 0)


@register.filter
def hash_breaks(value: str) -> SafeString:
    """A digest that may break only after every 16 characters."""
    pieces = ((value[at:at + 16],) for at in range(0, len(value), 16))
    return format_html('<span class="hash">{}</span>', format_html_join("", "{}<wbr>", pieces))


@register.filter
def hash_short(value: str) -> str:
    """``f55ff16f···cfd114``."""
    return f"{value[:8]}···{value[-6:]}" if len(value) > 16 else value


# Marks ----------------------------------------------------------------------------------------------------------------

@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """An icon of the sprite; always stands beside a word, so it is hidden from screen readers."""
    css = "icon" if size == 16 else f"icon icon-{size}"
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
                       css, static("market/icons.svg"), name)


@register.simple_tag
def kind_tag(trade: Trade | str, mark_only: bool = False, url: str = "") -> SafeString:
    """The square mark of a trade and its name. ``mark_only`` shows the square; the name stays for screen readers."""
    trade = trade_by_key(trade) if isinstance(trade, str) else trade
    words = format_html('<span class="{}">{}</span>', "sr" if mark_only else "kind-name", trade.label)
    inside = format_html('<span class="kind-mark" aria-hidden="true">{}</span>{}', trade.mark, words)
    if url:
        return format_html('<a class="kind kind-{}" href="{}">{}</a>', trade.colour, url, inside)
    return format_html('<span class="kind kind-{}">{}</span>', trade.colour, inside)


@register.filter
def opening_word(trade: str) -> str:
    """What the opening of a trade is called: 开标 or 竞价."""
    return trade_by_key(trade).opening


@register.simple_tag
def tag(words: str) -> SafeString:
    """A plain tag: a kind of notice, a method."""
    return format_html('<span class="tag">{}</span>', words)


@register.simple_tag
def status(words: str, tone: Tone = "", icon_name: str = "") -> SafeString:
    """A state in words with an icon; ``tone`` is empty (grey), blue, ok, warn, danger or seal."""
    return format_html('<span class="status{}">{}{}</span>', f" is-{tone}" if tone else "",
                       icon(icon_name or TONE_ICONS[tone]), words)


@register.simple_tag
def stamp(words: str) -> SafeString:
    """A red stamp; at most one on a page."""
    return format_html('<span class="stamp">{}</span>', words)


@register.simple_tag
def once_key() -> SafeString:
    """The hidden field that makes sending a form twice one act (``core.idempotency``)."""
    return format_html('<input type="hidden" name="{}" value="{}">', idempotency.FIELD, uuid.uuid4())


@register.simple_tag
def demo_mark() -> SafeString:
    """演示数据, beside every figure and record of an invented city."""
    return format_html('<span class="demo-mark">{}</span>', "演示数据")


# Parts ----------------------------------------------------------------------------------------------------------------

@register.inclusion_tag("components/_breadcrumb.html")
def breadcrumb(*pairs: str) -> dict:
    """``{% breadcrumb "交易公告" notices_url "政府采购" "" %}``: name and address by turns; 首页 is put in front."""
    return {"crumbs": list(zip(pairs[::2], [*pairs[1::2], ""], strict=False))}


@register.inclusion_tag("components/_section_head.html")
def section_head(title: str, sub="", url: str = "", more: str = "", anchor: str = "", demo: bool = False) -> dict:
    """A heading line: title, grey remark, link at the far right. ``anchor`` becomes the heading's id."""
    return {"title": title, "sub": sub, "url": url, "more": more, "anchor": anchor, "demo": demo}


@register.inclusion_tag("components/_facts.html")
def facts_box(facts: Sequence[Fact], label: str = "要点") -> dict:
    """The facts of a record in two columns (one on a phone)."""
    return {"facts": facts, "label": label}


@register.inclusion_tag("components/_stage_rail.html")
def stage_rail(steps: Sequence[RailStep], label: str = "办理阶段") -> dict:
    """Where a project stands; an ordered list with ``aria-current`` for readers without colour."""
    shown = [{"step": step, "word": RAIL_WORDS[step.state],
              "when": step.when if isinstance(step.when, str) else wording.rail_time(step.when, server_clock.today())}
             for step in steps]
    return {"steps": shown, "label": label}


@register.inclusion_tag("components/_clock.html")
def clock(at: datetime | None, label: str = "距投标截止", rule: str = "", past: str = "已截止") -> dict:
    """Time left by the server's clock, the full date, and the rule behind the deadline."""
    left = at - server_clock.now() if at else None
    parts = wording.left_parts(left) if left is not None else []
    warn = bool(parts) and left.total_seconds() <= 30 * 60
    return {"at": at, "label": label, "rule": rule, "parts": parts, "warn": warn, "past": past}


@register.inclusion_tag("components/_proof.html")
def proof_strip(cells: Sequence[ProofCell], verify_url: str) -> dict:
    """What closes a record: server time, digest, signature, feed, and a QR code to ``verify_url`` (a path)."""
    return {"cells": cells, "verify_url": verify_url, "qr": wording.qr(settings.PUBLIC_URL + verify_url)}


@register.inclusion_tag("components/_refused.html")
def refused(label: str, reasons: Sequence) -> dict:
    """A step that cannot be taken now: its grey button and the numbered conditions that are not met.

    A reason has ``message`` and ``law``, and may have ``fix_url`` and ``fix_label``.
    """
    rows = []
    for reason in reasons:
        first, mark, rest = str(reason.message).partition("。")
        rows.append({"first": first + mark, "rest": rest, "law": reason.law, "url": getattr(reason, "fix_url", ""),
                     "fix": getattr(reason, "fix_label", "") or "去处理"})
    return {"label": label, "rows": rows}


@register.inclusion_tag("components/_empty.html")
def empty_state(title: str, next_step="", url: str = "", label: str = "", level: int = 3) -> dict:
    """Why there is nothing here, and what to do next."""
    return {"title": title, "next_step": next_step, "url": url, "label": label, "heading": f"h{level}"}


@register.inclusion_tag("components/_figures.html")
def figures(items: Sequence[Figure]) -> dict:
    """A row of public figures, each with its unit and meaning."""
    return {"items": items}


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(context, page, param: str = "page") -> dict:
    """Page links for a Django ``Page`` (or its like); keeps every other condition of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[param] = number
        if number == 1:
            del query[param]
        return f"?{query.urlencode()}" if query else context["request"].path

    return {
        "page": page, "gap": page.paginator.ELLIPSIS,
        "links": [(number, address(number) if isinstance(number, int) else "") for number in numbers],
        "before": address(page.number - 1) if page.has_previous() else "",
        "after": address(page.number + 1) if page.has_next() else "",
    }


@register.simple_block_tag
def note(content: str, tone: Tone = "") -> SafeString:
    """``{% note "warn" %}…{% endnote %}``: a remark with a bar at its left; ok, warn, danger or plain."""
    return format_html('<div class="note{}">{}</div>', f" is-{tone}" if tone else "", content)


@register.simple_block_tag
def action_panel(content: str, label: str = "办理") -> SafeString:
    """``{% action_panel %}…{% endaction_panel %}``: clock, dates and buttons beside the facts box."""
    return format_html('<section class="action-panel" aria-label="{}">{}</section>', label, content)


@register.simple_tag(takes_context=True)
def error_summary(context, form) -> SafeString:
    """The errors of a form at its top, each linked to its field; nothing when there are none."""
    if not form.errors:
        return SafeString("")
    rows = [(form[name].id_for_label if name in form.fields else "main", message)
            for name, messages in form.errors.items() for message in messages]
    return SafeString(render_to_string("components/_error_summary.html", {"rows": rows}))
