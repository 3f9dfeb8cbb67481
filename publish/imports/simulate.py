"""Plausible, marked notices in any number, for scale tests: the same seed and number give the same notices."""
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from html import escape

from django.db import transaction

from market.core import clock
from market.core.models import Region
from market.projects.models import Project
from publish.cleaning import VERSION, Cleaned
from publish.models import Disclosure, Source
from publish.services import outside_source
from tenders.rulebooks import notices

from .bulk import SLICE, Item, publish_many
from .moments import SHANGHAI
from .simulate_words import AGENTS, BODIES, FIRMS, MARK, PLACES, REQUIREMENTS, SCENES, SOURCE, TRADES_OF_FIRM, Scene

CHAIN = 3
"""Notices made of one project, in the order of its procedure."""

PAST = 700
"""Days over which publication is spread, back from now."""


def run(count: int, *, seed: int = 1, progress: Callable[[int], None] = lambda _: None) -> int:
    """Add ``count`` simulated notices after those of the same seed that are there; returns how many were written."""
    source = outside_source(SOURCE)
    places = list(Region.objects.order_by("path"))
    prefix = f"sim-{seed}-"
    start = Disclosure.objects.filter(source=source, external_id__startswith=prefix).count()
    now = clock.now()
    done = 0
    while done < count:
        numbers = range(start + done, start + min(done + SLICE, count))
        with transaction.atomic():
            _write(numbers, seed, source, places, now)
        done += len(numbers)
        progress(len(numbers))
    return done


def _write(numbers: range, seed: int, source: Source, places: list[Region], now: datetime) -> None:
    wanted = {number // CHAIN: None for number in numbers}
    codes = {f"SIM{seed}-{key:07d}": key for key in wanted}
    projects = {codes[project.code]: project for project in Project.objects.filter(origin=source.key, code__in=codes)}
    stories = {key: Story(seed, key, places, now) for key in wanted}
    fresh = [Project(code=code, origin=source.key, name=stories[key].name, trade=stories[key].scene.trade,
                     region=stories[key].region, principal=stories[key].purchaser, registered_at=now)
             for code, key in codes.items() if key not in projects]
    Project.objects.bulk_create(fresh)
    projects |= {codes[project.code]: project for project in fresh}
    items = [stories[number // CHAIN].item(number, source, projects[number // CHAIN], f"sim-{seed}-{number}")
             for number in numbers]
    publish_many(items, actor="demo", told=False)


class Story:
    """One invented project, from which its notices are told."""

    def __init__(self, seed: int, key: int, places: list[Region], now: datetime):
        self.dice = dice = random.Random(f"{seed}:{key}")  # noqa: S311 (test data)
        self.scene: Scene = dice.choices(SCENES, weights=[scene.weight for scene in SCENES])[0]
        self.region: Region | None = dice.choice(places) if places and dice.random() < 0.7 else None
        self.place = self.region.name if self.region else dice.choice(PLACES)
        self.purchaser = f"{self.place}{dice.choice(BODIES)}"
        self.name = f"{self.place}{dice.choice(self.scene.subjects)}（{dice.randint(1, 9)}标段）"
        self.method = dice.choice(self.scene.methods)
        self.code = f"{self.scene.letter}{now.year}-{key:06d}"
        self.budget = Decimal(round(dice.lognormvariate(14.4, 1.5))).quantize(Decimal("0.01"))
        self.sme = dice.choice((True, False, None))
        start = dice.randint(0, max(0, len(self.scene.chain) - CHAIN))
        self.kinds = [self.scene.chain[(start + step) % len(self.scene.chain)] for step in range(CHAIN)]
        self.begins = now - timedelta(days=dice.randint(0, PAST), minutes=dice.randint(0, 600))
        self.now = now

    def item(self, number: int, source: Source, project: Project, external_id: str) -> Item:
        """The notice of that number, ready to be written; its dice are its own, whichever were told before."""
        self.dice = random.Random(f"{external_id}")  # noqa: S311 (test data)
        kind = notices.kind(self.kinds[number % CHAIN])
        published = min(self.begins + timedelta(days=12 * (number % CHAIN)), self.now - timedelta(minutes=number % 50))
        facts = self._facts(kind.stage, published, project.code)
        title = f"{MARK}{self.name}{kind.label}"
        return Item(source=source, external_id=external_id, kind=kind.key, trade=self.scene.trade, title=title,
                    cleaned=self._body(title, facts, number), facts=facts, method=self.method, region=self.region,
                    region_label="" if self.region else self.place, published_at=published, project=project,
                    simulated=True)

    def _facts(self, stage: str, published: datetime, code: str) -> dict:
        agreed = (self.budget * self.dice.randint(880, 999) / 1000).quantize(Decimal("0.01"))
        facts = {"project_code": code, "project_name": self.name, "purchaser": {"name": self.purchaser},
                 "region": self.place}
        if self.dice.random() < 0.85:
            facts["agent"] = {"name": self.dice.choice(AGENTS)}
        if self.dice.random() < 0.9:
            facts[self.scene.money] = _yuan(self.budget)
        if self.sme is not None and self.scene.reserves:
            facts["sme_reserved"] = self.sme
        if stage in {"notice", "change"}:
            due = (published + timedelta(days=self.dice.randint(10, 30))).astimezone(SHANGHAI)
            hour, minute = self.dice.choice((9, 10, 14)), self.dice.choice((0, 30))
            due = due.replace(hour=hour, minute=minute, second=0, microsecond=0)
            facts["bids_due_at"] = facts["opens_at"] = due.isoformat()
        if stage == "candidate":
            facts["publicity_until"] = (published + timedelta(days=4)).astimezone(SHANGHAI).date().isoformat()
            facts["candidates"] = [{"rank": rank, "bidder": self._firm(), "amount": str(agreed + rank * 1000)}
                                   for rank in (1, 2, 3)]
        if stage in {"result", "contract"}:
            facts["winner"] = [{"name": self._firm()}]
            facts["contract_amount" if stage == "contract" else self.scene.agreed] = _yuan(agreed)
        return facts

    def _firm(self) -> str:
        return f"{self.place}{self.dice.choice(FIRMS)}{self.dice.choice(TRADES_OF_FIRM)}"

    def _body(self, title: str, facts: dict, number: int) -> Cleaned:
        """A body as the cleaner would leave it; a test holds the two together."""
        lines = [title, f"项目编号：{facts['project_code']}", f"采购人：{self.purchaser}",
                 f"流水号：{number}，本公告由程序生成，不是真实公告。",
                 *self.dice.sample(REQUIREMENTS, 5)]
        for code in (self.scene.money, self.scene.agreed, "contract_amount"):
            if code in facts:
                lines.append(f"金额：{facts[code]['amount']}元")
        markup = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
        return Cleaned(markup, "\n".join(lines), VERSION)


def _yuan(amount: Decimal) -> dict:
    return {"amount": str(amount), "currency": "CNY"}
