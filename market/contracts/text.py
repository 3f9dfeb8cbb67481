"""The canonical text of a contract: UTF-8, one paragraph a line, no empty lines, a line feed at the end. Its SHA-256 is
what is signed, so that anybody checks a saved copy with ``sha256sum``.

The words stand in ``templates/contracts/text/``. A heading begins with 第…条; what people typed is indented, so that
nothing typed can pass for one.
"""
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string

from market.core import money, wording

from . import blanks

TEMPLATE, CHANGE = "contracts/text/procurement.txt", "contracts/text/change.txt"
INDENT = "　　"
HEADING = re.compile(r"^第[一二三四五六七八九十]+条　")
PROTECTED = 2
"""The head and the clauses up to this number (subject, price) are never secret (财库〔2015〕135号)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its number, 0 for the head; ``lines`` beneath its ``title``."""

    number: int
    title: str
    lines: tuple[str, ...]


def digest(text: str) -> str:
    """SHA-256 in hex over the text as bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def write(contract, *, offered_at) -> str:
    """The text of a contract as its blanks stand. ``offered_at`` stands in it, so that no two offers are the same."""
    lot, said = contract.lot, contract.blanks
    tender = lot.tender
    return _canonical(render_to_string(TEMPLATE, {
        "contract": contract, "lot": lot, "tender": tender, "method": tender.rulebook.title.partition("·")[2],
        "purchaser": contract.purchaser, "winner": contract.winner, "agent": tender.agent, "award": contract.award,
        "amount": _amount(contract.amount), "offered_at": wording.moment_exact(offered_at),
        "addition_cap": lot.rulebook.addition_cap, "sheet": _sheet(contract),
        "document": tender.documents.exclude(published_at=None).order_by("-number").first(),
        **{one.key: _spoken(one, said.get(one.key)) for one in blanks.BLANKS},
        "bond": _amount(money.yuan(said["bond"])) if said.get("bond") else "",
        "dispute": _dispute(said), "public_service": said.get("public_service", False),
        "standards": [(label, [row["label"] for row in said.get("standards", ()) if row["group"] == group])
                      for group, label in blanks.GROUPS.items()],
        "milestones": [(row["name"], wording.day(date.fromisoformat(row["due_on"]))) for row in said["milestones"]],
        "instalments": [(row["name"], _amount(money.yuan(row["amount"])), blanks.AFTER[row["after"]], row["days"])
                        for row in said["instalments"]]}))


def write_change(change, *, at) -> str:
    """The text of a supplementary agreement."""
    return _canonical(render_to_string(CHANGE, {
        "change": change, "contract": change.contract, "at": wording.moment_exact(at),
        "amount": _amount(change.amount) if change.amount else "", "content": _indented(change.content),
        "ground": _indented(change.ground)}))


def clauses(text: str) -> list[Clause]:
    """The head and the clauses of a canonical text."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        if HEADING.match(line):
            found.append((line, []))
        else:
            found[-1][1].append(line)
    return [Clause(number, title, tuple(lines)) for number, (title, lines) in enumerate(found)]


def redacted(text: str, secrets: Iterable) -> list[Clause]:
    """The clauses with every passage of ``secrets`` (rows with clause, passage, ground) left out, longest first, and
    the ground named in its place."""
    by_clause: dict[int, list] = {}
    for one in secrets:
        by_clause.setdefault(one.clause, []).append(one)
    return [Clause(clause.number, clause.title, tuple(_without(clause.lines, by_clause.get(clause.number, ()))))
            for clause in clauses(text)]


def _without(lines: tuple[str, ...], secrets) -> list[str]:
    whole = "\n".join(lines)
    for one in sorted(secrets, key=lambda one: -len(one.passage)):
        whole = whole.replace(one.passage, f"【此处隐去：{one.get_ground_display()}】")
    return whole.split("\n")


def _canonical(rendered: str) -> str:
    lines = [line.rstrip() for line in rendered.splitlines()]
    return "\n".join(line for line in lines if line.strip()) + "\n"


def _amount(value: Decimal) -> str:
    return f"{wording.amount(value)} 元（人民币{money.in_words(value)}）"


def _spoken(blank: blanks.Blank, value) -> str:
    if value in (None, ""):
        return ""
    if blank.kind == "day":
        return wording.day(date.fromisoformat(value))
    if blank.kind == "text":
        return _indented(value)
    return " ".join(str(value).split())


def _indented(words: str) -> str:
    return "\n".join(f"{INDENT}{' '.join(line.split())}" for line in words.splitlines() if line.strip())


def _dispute(said: dict) -> str:
    if said.get("dispute") == "arbitration":
        return f"提交{' '.join(said.get('arbitration', '').split())}按照其仲裁规则仲裁"
    return blanks.DISPUTES["court"]


def _sheet(contract) -> dict:
    """What the winner said on its price sheet, on one line each."""
    opened = contract.award.bid.opened.exclude(sheet={}).order_by("visible_at").first()
    said = {} if opened is None else {key: " ".join(str(value).split()) for key, value in opened.sheet.items()
                                      if isinstance(value, str | int)}
    return said | {"sha256": opened.sheet_sha256 if opened else ""}
