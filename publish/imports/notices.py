"""A row of JSON Lines as a draft: notices with a body, and the structured second form of notices known elsewhere.

Keys read: ``notice_id`` (needed), ``title``, ``notice_type``, ``trade_code`` or ``business_type``, ``region_code``,
``region_name``, ``published_at``, ``source``, ``url``, ``html`` or ``text``, ``structured``, ``project_code``,
``issuer``, ``agency``, ``budget``, ``project_name``, ``publicity_period``, ``candidates``. Others are kept in the
original and otherwise left alone.
"""
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from market.core.trades import OTHER
from publish import cleaning
from tenders.rulebooks import notices as kinds_of_law

from . import candidates, facts
from .amounts import stated
from .drafts import Draft, RowRefused
from .kinds import kind_of, trade_of
from .labels import FACT_OF, canonical
from .lines import is_text
from .moments import instant, read_moment
from .pages import Pair

_STRINGS = ("notice_id", "title", "notice_type", "trade_code", "business_type", "region_code", "region_name",
            "published_at", "source", "url", "html", "text", "project_code", "issuer", "agency", "budget",
            "project_name", "publicity_period")
TITLE, PLACE = 500, 120
"""Characters kept of a title and of a place, as many as are shown."""

_COUNTY = re.compile(r"[县旗市]$|(?<!自治)区$")
_CITY = re.compile(r"^[\u4e00-\u9fff]{2,10}?市(?=公共资源)")
_MUNICIPALITIES = {"北京", "上海", "天津", "重庆"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the person who imports says of rows that do not say it themselves."""

    source: str = ""
    trade: str = ""


@dataclass(slots=True)
class _Row:
    """A row whose values have been checked to be of the type their key asks for."""

    values: dict[str, str]
    structured: dict[str, str] = field(default_factory=dict)
    candidates: list = field(default_factory=list)


def draft(row: dict, raw: bytes, told: Told = Told()) -> Draft:
    """The notice a row tells of. Raises RowRefused with a Chinese sentence."""
    checked = _checked(row)
    values = checked.values
    if not (key := values["notice_id"].strip()):
        raise RowRefused("这一行没有公告编号（notice_id），无法避免重复收录，未导入；请补上编号。")
    if len(key) > 120:
        raise RowRefused(f"公告编号长 {len(key)} 个字符（上限 120），未导入。")
    if not (title := " ".join(values["title"].split())[:TITLE]):
        raise RowRefused("这一行没有标题（title），未导入。")
    made = Draft(external_id=key, title=title, kind="", trade="", raw=raw)
    made.source = values["source"].strip() or told.source
    made.origin_url, made.host = _link(values["url"], made.notes)
    made.body, made.is_html = (values["html"], True) if values["html"].strip() else (values["text"], False)
    made.published_at = instant(read_moment(values["published_at"]))
    if made.published_at is None:
        shown = values["published_at"][:30]
        raise RowRefused(f"发布时间“{shown}”无法识别，未导入；请写成 2026-04-07 09:00:00 的形式。")
    made.region_code = values["region_code"].strip()
    made.region_label = region_label(values["region_name"], made.source)[:PLACE]
    if not made.source and not made.host:
        raise RowRefused("这一行没有来源（source），也没有可用的原文地址（url），无法记录出处，未导入；"
                         "可用 --source 指明来源。")
    try:
        cleaned = cleaning.clean(made.body) if made.is_html else cleaning.from_text(made.body)
    except cleaning.BodyRefused as refused:
        raise RowRefused(str(refused)) from None
    if cleaned.text:
        made.cleaned = cleaned
    else:
        made.body = ""
    found = facts.extract(cleaned.html if made.is_html else "", cleaned.text if made.is_html else made.body, title)
    _structured(found, checked, cleaned.text)
    heading = f"{title} {cleaned.text[:120]}"
    only_candidates = checked.candidates and not values["notice_type"]
    made.kind = "candidate_publicity" if only_candidates else kind_of(values["notice_type"], heading)
    made.trade = (trade_of(values["trade_code"], values["business_type"]) or told.trade
                  or kinds_of_law.kind(made.kind).trade or OTHER.key)
    made.method = found.method
    if made.region_label:
        found.put("region", made.region_label)
    made.facts = found.facts
    made.notes += found.notes
    if not made.body:
        made.listing = _listing(checked)
    return made


def region_label(name: str, source: str) -> str:
    """The place as shown: a county by itself is led by the city its source names, the four great cities end in 市."""
    name = name.strip()
    if name in _MUNICIPALITIES:
        return f"{name}市"
    city = _CITY.match(source)
    if city and name == "市本级":
        return f"{city[0]}本级"
    if name and city and _COUNTY.search(name) and not name.startswith(city[0]) and city[0] != name:
        return f"{city[0]}{name}"
    return name


def _checked(row: dict) -> _Row:
    values = {}
    for key in _STRINGS:
        value = row.get(key)
        value = "" if value is None else str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not is_text(value):
            raise RowRefused(f"“{key}”应是文字，实际不是（或含有残缺的字符），未导入；请检查导出程序。")
        values[key] = value.replace("\x00", "")
    structured = row.get("structured") or {}
    listed = row.get("candidates") or []
    if not isinstance(structured, dict) or not all(is_text(value) for pair in structured.items() for value in pair):
        raise RowRefused("“structured”应是文字对文字的对象，未导入；请检查导出程序。")
    if not isinstance(listed, list) or len(listed) > 5000 or not all(
            isinstance(item, dict) and all(is_text(v) or v is None for v in item.values()) for item in listed):
        raise RowRefused("“candidates”应是不超过 5000 项的候选人列表，未导入；请检查导出程序。")
    return _Row(values, {key: value.replace("\x00", "") for key, value in structured.items()}, listed)


def _link(url: str, notes: list[str]) -> tuple[str, str]:
    """The address of the original and its host; an address that is no plain web address is left out with a note."""
    url = url.strip()
    if not url:
        return "", ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", None
    if not host or parts.scheme not in {"http", "https"} or len(url) > 600 or re.search(r"\s", url):
        notes.append("原文地址不是可用的网址，未保留链接。")
        return "", ""
    return url, host.lower()


def _structured(found: facts.Extract, row: _Row, body: str) -> None:
    """Facts of the structured keys; what the body itself states stands before them.

    A ``budget`` beside a body that names none is some other figure of it, and left out.
    """
    for label, value in row.structured.items():
        if code := FACT_OF.get(canonical(label)):
            found.pair(Pair(code, label, value))
    values = row.values
    named = " ".join("".join(c for c in values["project_code"] if c.isprintable() or c.isspace()).split())[:120]
    if named and found.facts.get("project_code", named) != named:
        found.put("platform_code", named)
    elif named:
        found.put("project_code", named)
    if values["budget"].strip() and (not body or "预算" in body):
        found.pair(Pair("budget", "预算金额", values["budget"]))
    for code, label, key in (("purchaser", "采购人", "issuer"), ("agent", "代理机构", "agency"),
                             ("project_name", "项目名称", "project_name")):
        if values[key].strip():
            found.pair(Pair(code, label, values[key]))
    if values["publicity_period"]:
        found.period(values["publicity_period"])
    if row.candidates:
        quotes, notes = candidates.from_parsed(row.candidates)
        found.put("candidates", quotes)
        found.notes += notes


def _listing(row: _Row) -> list[tuple[str, str]]:
    """What a row without a body says, as label and value, for the body made of it."""
    values = row.values
    rows = [("项目名称", values["project_name"]), ("公示期", values["publicity_period"])]
    slipped = candidates.prices_slipped(row.candidates)
    for number, item in enumerate(row.candidates, 1):
        price = "" if slipped else str(item.get("price") or "")
        words = (str(item.get("bidder") or ""), f"报价：{price}" if stated(price) else "")
        rows.append((f"候选人 {number}", "，".join(filter(None, words))))
    rows += list(row.structured.items())
    rows += [("项目编号", values["project_code"]), ("采购人", values["issuer"]), ("代理机构", values["agency"]),
             ("预算金额", values["budget"])]
    return [(label, " ".join(value.split())) for label, value in rows if value.strip()]
