"""What all notices share: a notice as a value, and facts, tables and files in words."""
import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html import escape

from market.core import money, wording
from market.core.models import StoredFile

from ..rulebooks import notices
from ..rulebooks.fields import BY_CODE, Fact, public_at


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A file given out with a notice: one that is stored, or ``content`` made for it under ``name``."""

    title: str
    stored: StoredFile | None = None
    content: bytes = b""
    name: str = ""

    @property
    def sha256(self) -> str:
        return self.stored.sha256 if self.stored else hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice before it is published: kind, title, body as HTML, facts, files."""

    kind: str
    title: str
    body: str
    facts: dict
    files: tuple[NoticeFile, ...] = field(default=())


def public_facts(said: dict, kind: str) -> dict:
    """Of what is stated, what a notice of that kind may tell."""
    stage = notices.kind(kind).stage
    return {code: value for code, value in said.items() if public_at(BY_CODE[code], stage)}


def spoken(fact: Fact, value) -> str:
    """A stated value in words."""
    match fact.type:
        case "money":
            amount = Decimal(value["amount"])
            wan = wording.in_wan(amount)
            together = "，为各标段（包）合计" if value.get("of") == "lots" else ""
            return f"{wording.amount(amount)} 元（{money.in_words(amount)}）" + (f"，{wan}" if wan else "") + together
        case "moment":
            return wording.moment(read_moment(value))
        case "flag":
            yes, no = ("接受", "不接受") if fact.code == "consortium" else ("是", "否")
            return yes if value else no
        case "party":
            return value["name"]
        case "texts":
            return "；".join(value)
        case _:
            return month(value) if fact.input == "month" else str(value)


def read_moment(value: str) -> date | datetime:
    """A moment or a day as facts keep it."""
    return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)


def month(value: str) -> str:
    """``2026-12`` as ``2026年12月``; anything else as it stands."""
    year, dash, number = value.partition("-")
    return f"{year}年{int(number)}月" if dash and number.isdigit() else value


def paragraphs(text: str) -> str:
    """Typed text as paragraphs, line by line."""
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def section(title: str, *parts: str) -> str:
    """A heading with what stands beneath it; nothing where nothing does."""
    inside = "".join(parts)
    return f"<h2>{escape(title)}</h2>{inside}" if inside else ""


def lines(said: dict, codes: Iterable[str], labels: dict[str, str] | None = None) -> str:
    """Facts one by one, ``名称：值``, those not stated left out; long texts below their label."""
    out = []
    for code in codes:
        if code not in said:
            continue
        fact = BY_CODE[code]
        label, words = escape((labels or {}).get(code, fact.label)), spoken(fact, said[code])
        if "\n" in words.strip():
            out.append(f"<p><strong>{label}：</strong></p>{paragraphs(words)}")
        else:
            out.append(f"<p><strong>{label}：</strong>{escape(words.strip())}</p>")
    return "".join(out)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of text cells."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>" if body else ""


def csv_file(title: str, name: str, head: Iterable[str], rows: Iterable[Iterable]) -> NoticeFile:
    """A table as a CSV file that opens in common spreadsheets (UTF-8 with its mark)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return NoticeFile(title, content=text.getvalue().encode("utf-8-sig"), name=name)


def contacts(said: dict) -> str:
    """How the principal, its agent and the supervisor are reached."""
    return lines(said, ("purchaser", "purchaser_contact", "agent", "agent_contact", "contact", "regulator"),
                 {"contact": "项目联系方式"})
