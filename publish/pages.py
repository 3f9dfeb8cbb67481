"""What the notice page and the project page show, gathered in a handful of queries and given to templates as values."""
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import takewhile
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from market.core import clock, wording, workdays
from market.core.models import OutboxRow, Stream
from market.core.parts import Fact as Row
from market.core.trades import Trade, trade
from market.projects.models import Project
from tenders.rulebooks import notices
from tenders.rulebooks.fields import Fact
from tenders.rulebooks.methods import METHODS
from tenders.rulebooks.standing import standing

from . import facts as stated
from . import factsbox, overtaken, proof, rail, redress, rounds
from .models import Attachment, Disclosure, DisclosureVersion, FileText


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment as listed: its file, and whether its text can be read on a page."""

    attachment: Attachment
    text: FileText | None


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another notice of the same project."""

    disclosure: Disclosure
    title: str
    kind: str
    here: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment that closes the reader's chance to act; ``label`` is what its clock is called."""

    label: str
    at: datetime


def current_version(pk: UUID) -> DisclosureVersion | None:
    """The version in force of a public notice, with its disclosure, source, region and project; one query."""
    return (DisclosureVersion.objects.exclude(disclosure__status=Disclosure.Status.NEW)
            .filter(disclosure=pk, number=F("disclosure__current"))
            .select_related("disclosure__source", "disclosure__region", "disclosure__project").first())


def notice_page(disclosure: Disclosure, version: DisclosureVersion) -> dict:
    """Template context of one version of a notice."""
    now = clock.now()
    kind = notices.kind(disclosure.kind)
    of = trade(disclosure.trade)
    siblings = _siblings(disclosure, version)
    attachments = attachment_rows(version)
    quotes = version.facts.get("candidates", [])
    moved = overtaken.overtaking(_word(disclosure, version), [
        _word(d, v) for d, v in siblings if d.status != Disclosure.Status.WITHDRAWN])
    counts = version.number == disclosure.current and disclosure.status != Disclosure.Status.WITHDRAWN
    return {
        "disclosure": disclosure, "version": version, "facts": version.facts,
        "trade": of, "kind": kind, "method": METHODS.get(disclosure.method, ""),
        "status": _status(disclosure, kind.stage, version.facts, now), "moved": moved,
        "moved_label": f"{'距' if moved and moved.due_at > now else ''}{of.deadline}（最新公告）",
        "box": factsbox.rows(version.facts, kind.stage, of, disclosure),
        "quotes": quotes,
        "deadline": _deadline(of, version.facts, now) if counts else None, "counts": counts,
        "dates": [(label, found.value) for label, code in (("提疑截止", "questions_due_at"), ("开标", "opens_at"))
                  if (found := stated.moment(version.facts.get(code)))],
        "rail": rail.rail(of.key, [_passed(d, v) for d, v in siblings], now, outside=not disclosure.source.ours),
        "ahead": moved is None and counts and any(at and at.at > now for at in map(
            stated.moment, map(version.facts.get, ("bids_due_at", "publicity_until", "opens_at")))),
        "siblings": [Sibling(d, v.title, notices.kind(d.kind).label, d.pk == disclosure.pk)
                     for d, v in reversed(siblings)],
        "attachments": attachments,
        "changed": f"已变更 {disclosure.current - 1} 次",
        "subs": {"body": f"第{version.number}版", "quotes": f"{len(quotes)} 家", "attachments": _weight(attachments)},
        "challenge": redress.line(trade=of.key, stage=kind.stage, published_at=disclosure.published_at,
                                  facts=version.facts, now=now, calendar=workdays.load(),
                                  book=disclosure.tender.rulebook if disclosure.tender_id else None),
        "write_url": f"{reverse('redress:new')}?tender={disclosure.tender_id}" if disclosure.tender_id else "",
        "changes": list(disclosure.versions.order_by("number").values("number", "published_at", "reason"))
        if disclosure.current > 1 else [],
        "proof": proof.cells(disclosure, version, feed_row(version)),
        "verify_path": f"{reverse('publish:verify')}?q={version.digest[:12]}",
        "is_current": version.number == disclosure.current, "now": now,
    }


def attachment_rows(version: DisclosureVersion) -> list[AttachmentRow]:
    """The attachments of a version with the state of their text."""
    attachments = list(version.attachments.select_related("file"))
    hashes = [a.file.sha256 for a in attachments if a.file]
    texts = FileText.objects.defer("pages").in_bulk(hashes) if hashes else {}
    return [AttachmentRow(a, texts.get(a.file.sha256) if a.file else None) for a in attachments]


def _weight(rows: list[AttachmentRow]) -> str:
    files = [row.attachment.file for row in rows if row.attachment.file]
    return f"{len(rows)} 个文件，共 {wording.size(sum(file.size for file in files))}" if files else ""


def feed_row(version: DisclosureVersion) -> OutboxRow | None:
    """The event of this version in the public stream; its position is null until it is numbered."""
    rows = OutboxRow.objects.filter(stream=Stream.PUBLIC, object_id=str(version.disclosure_id),
                                    kind__in=("publish.disclosure.published", "publish.disclosure.revised"))
    return next((row for row in rows if row.payload.get("version") == version.number), None)


def project_page(project: Project) -> dict:
    """Template context of a project: the whole chain of its notices, oldest first."""
    now = clock.now()
    of = trade(project.trade)
    chain = _chain(project.disclosures.public())
    latest: dict = {}
    for _, version in chain:
        latest.update(version.facts)
    stops = rail.rail(of.key, [_passed(d, v) for d, v in chain], now, outside=bool(project.origin))
    done = sum(stop.state == "done" for stop in stops)
    return {
        "project": project, "trade": of, "now": now, "rail": stops, "chain": [_link(d, v) for d, v in chain],
        "money": _money(chain), "quotes": latest.get("candidates", []),
        "box": _project_box(project, of, latest, ours=bool(chain and chain[-1][0].tender_id)),
        "rounds": [] if project.origin else rounds.of(project, now),
        "subs": {"rail": f"{len(stops)} 步，已完成 {done} 步", "chain": f"{len(chain)} 条",
                 "money": "从预算到合同，同一货币逐项比较"},
        "status": _status(*_latest(chain), latest, now) if chain else None,
    }


@dataclass(frozen=True, slots=True)
class Link:
    """One notice in a project's chain."""

    disclosure: Disclosure
    version: DisclosureVersion
    kind: notices.NoticeKind
    amount: str
    changed: str


def _link(disclosure: Disclosure, version: DisclosureVersion) -> Link:
    amount = stated.main_amount(version.facts)
    words = "" if amount is None else f"{amount.label} {amount.words}"
    return Link(disclosure, version, notices.kind(disclosure.kind), words, f"已变更 {version.number - 1} 次")


def _project_box(project: Project, of: Trade, latest: dict, ours: bool) -> list[Row]:
    winner = stated.names(latest, "winner")
    return [
        Row(of.words.get("purchaser", "采购人"), stated.names(latest, "purchaser") or project.principal),
        Row(of.words.get("winner", "中标（成交）人"), winner or "尚未确定"),
        Row("代理机构", stated.names(latest, "agent") or (stated.BY_CODE["agent"].unset if ours else "")),
        Row("地区", project.region.name if project.region else ""),
        Row("投资项目代码", project.investment_code, mono=True),
        Row("监督部门", latest.get("regulator", "")),
    ]


MONEY_STEPS = ("budget", "price_ceiling", "starting_price", "award_amount", "deal_price", "contract_amount")
"""Sums of a project in the order they come about, each compared with the one before."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One sum of a project, and the notice that first stated it so. ``change`` is its share of change against the sum
    before (0.05 = 5 % more), None where there is none before or its currency is another."""

    fact: Fact
    value: dict
    disclosure: Disclosure
    change: Decimal | None

    @property
    def words(self) -> str:
        """The sum in words for a table."""
        return factsbox.in_words(self.fact, self.value)[0]

    @property
    def change_words(self) -> str:
        """``−6.07%``, ``+0.52%``, 一致, or a dash."""
        if self.change is None:
            return "—"
        return f"{self.change:+.2%}".replace("-", "−") if self.change else "一致"

    @property
    def kind(self) -> str:
        """The kind of notice that states it."""
        return notices.kind(self.disclosure.kind).label


def _money(chain) -> list[MoneyRow]:
    rows: list[MoneyRow] = []
    for code in MONEY_STEPS:
        said = [(d, v.facts[code]) for d, v in chain if code in v.facts]
        if not said:
            continue
        disclosure, value = _first_of_the_last(said)
        amount, before = Decimal(value["amount"]), rows[-1].value if rows else None
        comparable = before and before["currency"] == value["currency"] and Decimal(before["amount"])
        change = (amount - Decimal(before["amount"])) / Decimal(before["amount"]) if comparable else None
        rows.append(MoneyRow(stated.BY_CODE[code], value, disclosure, change))
    return rows


def _first_of_the_last(said: list[tuple[Disclosure, dict]]) -> tuple[Disclosure, dict]:
    """The value in force, and the notice since which it is said unchanged."""
    *_, found = takewhile(lambda one: one[1] == said[-1][1], reversed(said))
    return found


def _latest(chain):
    disclosure = chain[-1][0]
    return disclosure, notices.kind(disclosure.kind).stage


def _chain(disclosures, newest: int | None = None) -> list[tuple[Disclosure, DisclosureVersion]]:
    """The notices with the versions in force, oldest first, all or so many of the newest; one query."""
    versions = (DisclosureVersion.objects.filter(disclosure__in=disclosures, number=F("disclosure__current"))
                .select_related("disclosure__source").defer("body", "text")
                .order_by("-disclosure__published_at", "-disclosure__received_at")[:newest])
    return [(version.disclosure, version) for version in reversed(versions)]


SIBLINGS = 100
"""Newest notices of a project that the page of each of them shows; the project's own page shows all."""


def _siblings(disclosure: Disclosure, version: DisclosureVersion):
    if disclosure.project_id is None:
        return [(disclosure, version)]
    found = _chain(disclosure.project.disclosures.public(), newest=SIBLINGS)
    return found if any(one.pk == disclosure.pk for one, _ in found) else [(disclosure, version), *found]


def _word(disclosure: Disclosure, version: DisclosureVersion) -> overtaken.Word:
    due = stated.moment(version.facts.get("bids_due_at"))
    said_at = version.published_at if disclosure.source.ours else disclosure.published_at
    return overtaken.Word(disclosure.pk, notices.kind(disclosure.kind).stage, said_at, due and due.at,
                          disclosure.get_absolute_url(), version.number > 1)


def _passed(disclosure, version) -> rail.Passed:
    return rail.Passed(notices.kind(disclosure.kind).stage, disclosure.published_at, disclosure.get_absolute_url(),
                       version.facts, disclosure.status == Disclosure.Status.WITHDRAWN)


def _deadline(of: Trade, facts: dict, now) -> Deadline | None:
    for code, label in (("bids_due_at", of.deadline), ("publicity_until", "公示截止")):
        if found := stated.moment(facts.get(code)):
            return Deadline(f"距{label}" if found.at > now else label, found.at)
    return None


def _status(disclosure: Disclosure, stage: str, facts: dict, now) -> tuple[str, str]:
    """The word on screen and its tone, as ``parts.Tone``."""
    due = stated.moment(facts.get("publicity_until" if stage == "candidate" else "bids_due_at"))
    opens = stated.moment(facts.get("opens_at"))
    return standing(stage, due and due.at, opens and opens.at, now,
                    withdrawn=disclosure.status == Disclosure.Status.WITHDRAWN)
