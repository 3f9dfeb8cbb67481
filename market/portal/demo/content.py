"""Reading the demo content: files of projects, each with its acts in relative days, become acts at moments.

A project is ``{"code", "name", "trade", "method", "region", "facts", "acts"}``; ``facts`` hold for every notice of it,
and those of ``sought``, where there are any, for its plans and first notices.
An act publishes (``kind``, ``title``, ``body``, ``facts``, ``files``, and an ``id`` where a later act refers to it),
revises (``revises``, ``reason``, ``facts``, ``replace``, ``files``) or withdraws (``withdraws``, ``reason``,
``basis``). A body is a list of paragraphs: ``# `` begins a heading, ``| a | b |`` lines are a table, ``@name`` is a
block of ``blocks.json``. ``{code}`` of a fact stands for its value in words, ``{year}`` for the year of loading.
"""
import html
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from market.core import money
from tenders.rulebooks import notices
from tenders.rulebooks.fields import BY_CODE

from .moments import Now, in_words

_TOKEN = re.compile(r"\{(\w+)\}")
BLOCKS = "blocks.json"
SEEKING = ("plan", "notice")
"""The stages in which the purchaser says what it is ready to spend."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done: ``project`` and ``written`` are as in the file, ``facts`` as the notice then states them."""

    at: datetime
    project: dict
    written: dict
    facts: dict = field(default_factory=dict)
    title: str = ""
    body: str = ""


def read(folder: Path, now: Now) -> list[Act]:
    """All acts of the files in ``folder``, oldest first. Raises ValueError or KeyError where a file is out of order."""
    blocks = json.loads((folder / BLOCKS).read_text(encoding="utf-8"))
    acts = []
    for path in sorted(folder.glob("*.json")):
        if path.name != BLOCKS:
            for project in json.loads(_of_the_year(path.read_text(encoding="utf-8"), now)):
                acts += _acts(project, blocks, now)
    return sorted(acts, key=lambda act: act.at)


def _of_the_year(text: str, now: Now) -> str:
    return text.replace("{year}", str(now.at.year))


def _acts(project: dict, blocks: dict, now: Now) -> list[Act]:
    acts, named = [], {}
    for written in project["acts"]:
        if "revises" in written:
            base = named[written["revises"]]
            body = base["body"]
            for old, new in written.get("replace", ()):
                if not any(old in paragraph for paragraph in body):
                    raise ValueError(f"nothing to replace in {project['code']}: {old}")
                body = [paragraph.replace(old, new) for paragraph in body]
            written = {**base, "id": None, **written, "body": body, "facts": {**base["facts"], **written["facts"]}}
        if written.get("id"):
            named[written["id"]] = written
        facts = _facts(project, written, now)
        acts.append(Act(at=now.act(written["at"]), project=project, written=written, facts=facts,
                        title=written.get("title", ""), body=_body(written.get("body", ()), blocks, facts)))
    return acts


def _facts(project: dict, written: dict, now: Now) -> dict:
    """The facts of one notice in the shapes of their declarations."""
    kind = written.get("kind")
    sought = project.get("sought", {}) if kind and notices.kind(kind).stage in SEEKING else {}
    stated = {"project_code": project["code"], "project_name": project["name"], **project["facts"], **sought,
              **written.get("facts", {})}
    return {code: _shaped(BY_CODE[code].type, value, now) for code, value in stated.items()}


def _shaped(kind: str, value, now: Now):
    if kind == "money":
        return {"amount": value, "currency": "CNY"}
    if kind == "moment":
        return now.fact(value)
    if kind == "party":
        return {"name": value}
    if kind == "parties":
        return [{"name": name} for name in value]
    return value


def _body(paragraphs, blocks: dict, facts: dict) -> str:
    lines = [line for paragraph in paragraphs
             for line in (blocks[paragraph[1:]] if paragraph.startswith("@") else paragraph).split("\n")]
    parts: list[str] = []
    for line in lines:
        words = html.escape(_TOKEN.sub(lambda found: _in_words(found[1], facts), line), quote=False)
        if words.startswith("# "):
            parts.append(f"<h3>{words[2:]}</h3>")
        elif words.startswith("|"):
            cells = "".join(f"<td>{cell.strip()}</td>" for cell in words.strip("|").split("|"))
            parts.append(f"<table><tr>{cells}</tr></table>")
        else:
            parts.append(f"<p>{words}</p>")
    return "".join(parts).replace("</table><table>", "")


def _in_words(code: str, facts: dict) -> str:
    value = facts[code]
    if BY_CODE[code].type == "money":
        return f"{money.show(Decimal(value['amount']))} 元"
    return in_words(value) if BY_CODE[code].type == "moment" else str(value)
