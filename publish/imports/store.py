"""Keeping drafts: once per source and id, however often and in whatever order the files come.

A notice has up to two forms: the source's own words, and structured data about it. The final state is the same in
either order: words come from the form that has them, and each fact from it before the other. What is known is never
shortened; a body, once there, is never replaced.
"""
from dataclasses import dataclass
from html import escape

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from market.core.models import Region
from market.core.steps import StepRefused
from publish import cleaning, services
from publish.facts import FactRefused
from publish.models import Disclosure, DisclosureVersion, Source
from tenders.rulebooks.fields import BY_CODE

from . import bulk
from .drafts import GENERATED, Draft, RowRefused
from .projects import project_of
from .report import MERGED, NEW, REFUSED, UNCHANGED

ACTOR = "import"
FAULTS = (RowRefused, FactRefused, cleaning.BodyRefused, StepRefused, ValueError, KeyError, DatabaseError)
"""What a single row may raise on its way in; anything else is a fault of the program and stops the run."""

REMEMBERED = 20_000
"""Projects kept in memory between batches."""

_HEADING_CHANGED = "收到同一公告的另一种形式，补充其类别、地区、时间或来源；公告内容没有变化。"
_FACTS_ADDED = "收到同一公告的结构化数据，补充其中的要素；公告本身未作更正。"
_BODY_ADDED = "收到公告正文，替换此前由结构化数据列出的内容；公告本身未作更正。"
_UPDATED = "来源公开了这一项目的后续数据，内容随之更新。"
_OTHER_BODY = "来源的正文与已收录的不同，未替换；如来源确有更正，应以其更正公告收录。"
_WITHDRAWN = "这一公告已撤回，未再合并。"


@dataclass(slots=True)
class Outcome:
    """What came of one draft. ``reason`` is a Chinese sentence where it was refused."""

    outcome: str
    reason: str = ""


class Store:
    """Keeps drafts in batches. Sources and regions are looked up once; ``source`` names rows that name none."""

    def __init__(self):
        self._sources: dict[str, Source] = {}
        self._regions: dict[str, Region] = {}
        self._projects: dict = {}

    def keep(self, drafts: list[Draft]) -> list[Outcome]:
        """Keep a batch in one transaction: the new ones together, the others one by one behind savepoints."""
        outcomes: list[Outcome | None] = [None] * len(drafts)
        if len(self._projects) > REMEMBERED:
            self._projects.clear()
        with transaction.atomic():
            known = self._known(drafts)
            fresh, seen = [], set()
            for at, draft in enumerate(drafts):
                if draft.external_id not in seen and isinstance(place := self._place(draft, known), Source):
                    seen.add(draft.external_id)
                    fresh.append((at, place, draft))
            self._write_fresh(fresh, outcomes)
            versions = _versions(row for rows in known.values() for row in rows)
            for at, draft in enumerate(drafts):
                if outcomes[at] is None:
                    if draft.external_id in seen:
                        known[draft.external_id] = self._known([draft]).get(draft.external_id, [])
                        versions |= _versions(known[draft.external_id])
                    self._keep_one(at, draft, known, versions, outcomes)
                    if outcomes[at].outcome == MERGED:
                        seen.add(draft.external_id)
        return outcomes

    def _known(self, drafts: list[Draft]) -> dict[str, list[Disclosure]]:
        """The disclosures with these ids, of whatever source."""
        found: dict[str, list[Disclosure]] = {}
        rows = Disclosure.objects.filter(external_id__in={draft.external_id for draft in drafts}, source__ours=False)
        for row in rows.select_related("source", "region", "project"):
            found.setdefault(row.external_id, []).append(row)
        return found

    def _place(self, draft: Draft, known: dict[str, list[Disclosure]]) -> Disclosure | Source | str:
        """The known notice a draft is a form of, else the source it will stand under, else why neither is clear."""
        rows = known.get(draft.external_id, [])
        if draft.source:
            own = [row for row in rows if row.source.name == draft.source]
            by_host = [row for row in rows if _is_host(row.source) and draft.host in {"", row.source.name}]
            return (own or by_host or [self._source(draft.source, draft.home)])[0]
        if len(rows) > 1:
            return "这一编号在几个来源中都有公告，无法判断属于哪一个，未合并；请用 --source 指明来源。"
        return rows[0] if rows else self._source(draft.host, f"https://{draft.host}/")

    def _source(self, name: str, home: str) -> Source:
        if name not in self._sources:
            self._sources[name] = services.outside_source(name, home)
        return self._sources[name]

    def _write_fresh(self, fresh: list[tuple[int, Source, Draft]], outcomes: list) -> None:
        """Write new notices together; where that fails, one by one, so that a faulty one falls alone."""
        try:
            with transaction.atomic():
                bulk.publish_many([self._item(source, draft) for _, source, draft in fresh], actor=ACTOR)
        except FAULTS as fault:
            self._forget()
            if len(fresh) == 1:
                outcomes[fresh[0][0]] = Outcome(REFUSED, _sentence(fault))
                return
            for entry in fresh:
                self._write_fresh([entry], outcomes)
            return
        for at, _, _ in fresh:
            outcomes[at] = Outcome(NEW)

    def _item(self, source: Source, draft: Draft) -> bulk.Item:
        return bulk.Item(
            source=source, external_id=draft.external_id, kind=draft.kind, trade=draft.trade, title=draft.title,
            cleaned=body_of(draft), facts=draft.facts, method=draft.method, region=self._region(draft.region_code),
            region_label=draft.region_label, origin_url=draft.origin_url, published_at=draft.published_at,
            project=project_of(source, draft.facts, draft, self._region(draft.region_code), self._projects),
            attachments=draft.attachments, raw=draft.raw, media_type=draft.media_type)

    def _region(self, code: str) -> Region | None:
        """Our own region of that code; the code of a place elsewhere finds none."""
        if code not in self._regions:
            self._regions[code] = Region.objects.filter(code=code).first() if code else None
        return self._regions[code]

    def _keep_one(self, at: int, draft: Draft, known: dict, versions: dict, outcomes: list) -> None:
        """Keep a draft whose id is known, or came twice in the batch, behind a savepoint of its own."""
        place = self._place(draft, known)
        if isinstance(place, str):
            outcomes[at] = Outcome(REFUSED, place)
        elif isinstance(place, Source):
            self._write_fresh([(at, place, draft)], outcomes)
        else:
            try:
                with transaction.atomic():
                    outcomes[at] = self._merge(draft, place, versions[place.pk])
            except FAULTS as fault:
                self._forget()
                outcomes[at] = Outcome(REFUSED, _sentence(fault))

    def _forget(self) -> None:
        """After a savepoint was rolled back: what was looked up in it may not exist."""
        self._sources.clear()
        self._projects.clear()

    def _merge(self, draft: Draft, known: Disclosure, version: DisclosureVersion) -> Outcome:
        """Merge a draft into the known notice, changing only what it adds."""
        if known.status == Disclosure.Status.WITHDRAWN:
            draft.notes.append(_WITHDRAWN)
            return Outcome(UNCHANGED)
        change = _change(draft, version)
        facts = change.pop("facts", version.facts)
        moved = self._attributes(draft, known, facts, leads=draft.latest or bool(draft.body))
        if moved:
            Disclosure.objects.filter(pk=known.pk).update(**moved)
        if facts == version.facts and not change:
            if moved.keys() - {"project"}:
                services.revise(known.pk, reason=_HEADING_CHANGED, actor=ACTOR)
            elif moved:
                bulk.rewrite([known.pk])
            return Outcome(MERGED if moved else UNCHANGED)
        services.revise(known.pk, facts=facts, actor=ACTOR, original=services.Received(draft.raw, draft.media_type),
                        reason=change.pop("reason", _FACTS_ADDED), **change)
        return Outcome(MERGED)

    def _attributes(self, draft: Draft, known: Disclosure, facts: dict, *, leads: bool) -> dict:
        """What stands beside the versions and changes: the form with the source's words ``leads``, the other fills."""
        told = {"method": draft.method, "origin_url": draft.origin_url, "region": self._region(draft.region_code),
                "region_label": draft.region_label}
        if leads:
            told |= {"kind": draft.kind, "trade": draft.trade,
                     "published_at": draft.published_at and min(draft.published_at, known.received_at)}
            if draft.source and known.source.name != draft.source:
                told["source"] = self._source(draft.source, draft.home)
        source = told.get("source", known.source)
        told["project"] = project_of(source, facts, draft, told["region"] or known.region, self._projects)
        return {name: value for name, value in told.items()
                if value and value != getattr(known, name) and (leads or name == "project" or not getattr(known, name))}


def _versions(disclosures) -> dict:
    """The version in force of each of these disclosures."""
    numbers = {row.pk: row.current for row in disclosures}
    rows = DisclosureVersion.objects.filter(disclosure__in=numbers, number=F("disclosure__current")) if numbers else []
    return {row.disclosure_id: row for row in rows}


def body_of(draft: Draft) -> cleaning.Cleaned:
    """The body to show: the source's own, else one made of the listing and marked so. Raises BodyRefused."""
    if draft.cleaned is None:
        draft.cleaned = cleaning.clean(listing_markup(draft.listing))
    return draft.cleaned


def listing_markup(listing: list[tuple[str, str]]) -> str:
    """A body of labels and values, marked as made from data."""
    rows = "".join(f'<tr><th scope="row">{escape(label)}</th><td>{escape(words)}</td></tr>' for label, words in listing)
    return f"<p>{GENERATED}</p>" + (f"<table><tbody>{rows}</tbody></table>" if rows else "")


def _change(draft: Draft, version: DisclosureVersion) -> dict:
    """What a draft changes of the words in force: facts always, body and title only as the rules above allow."""
    made = version.text.startswith(GENERATED)
    if draft.latest:
        cleaned = body_of(draft)
        change = {"facts": draft.facts}
        if cleaned.html != version.body or draft.title != version.title:
            change |= {"body": listing_markup(draft.listing), "title": draft.title,
                       "attachments": [services.NewAttachment(title, origin_url=url)
                                       for title, url in draft.attachments]}
        return change | {"reason": _UPDATED} if change["facts"] != version.facts or "body" in change else change
    _compare(draft, version)
    if not draft.body:
        return {"facts": {**draft.facts, **version.facts}}
    if made:
        change = {"facts": {**version.facts, **draft.facts}, "title": draft.title, "reason": _BODY_ADDED}
        return change | {"body": draft.body, "text_body": not draft.is_html}
    if body_of(draft).text != version.text:
        draft.notes.append(_OTHER_BODY)
        return {}
    return {"facts": {**draft.facts, **version.facts}}


def _compare(draft: Draft, version: DisclosureVersion) -> None:
    """Note where the two forms of a notice state a fact differently; the source's own words decide."""
    if bool(draft.body) == (not version.text.startswith(GENERATED)):
        return
    differing = [BY_CODE[code].label for code, value in draft.facts.items() if version.facts.get(code, value) != value]
    if differing:
        draft.notes.append(f"结构化数据与公告正文不一致（{'、'.join(differing)}），以正文为准。")


def _is_host(source: Source) -> bool:
    """Whether a source is known by the host of its links alone, until a row names it."""
    return source.home == f"https://{source.name}/"


def _sentence(fault: Exception) -> str:
    if isinstance(fault, RowRefused | FactRefused | cleaning.BodyRefused):
        return str(fault)
    if isinstance(fault, IntegrityError):
        return "同一编号刚被另一次导入收录，这一行未收录；请重新导入一次以合并。"
    if isinstance(fault, StepRefused):
        return "；".join(reason.message for reason in fault.reasons)
    return f"这一行的内容无法保存（{type(fault).__name__}），未收录；其余各行不受影响。"
