"""Loading the trading hall of the demo: people, their accounts, and procedures in every state."""
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from market.core import clock, due, workdays
from market.core.calendars import HolidayTableMissing
from market.core.models import City, Region
from market.parties.models import Party

from . import accounts, people, stories, verbs
from .bidding import Bidders
from .loading import DemoRefused
from .moments import Now

FOLDER = settings.BASE_DIR / "deploy/demo/shili/hall"
HOME = "32029901"
"""A district of the city the organisations live in."""
EVE = timedelta(hours=20)
"""How long before its publication a procedure is drafted."""


def loaded() -> bool:
    """Whether all of it is there: the accounts are written down last."""
    return accounts.path().exists() and Party.objects.exists()


def load(advance: Callable[[int, int], None] = lambda done, of: None) -> list[str]:
    """Load everything, act by act; ``advance`` is told how many procedures are done. Returns what was left out and why,
    in sentences: where a year has no holiday table yet, no lawful deadline can be set in it.

    All of it in one transaction: a load that is broken off leaves no row behind. Raises DemoRefused outside the demo
    city, and where there are organisations whose accounts are written down nowhere.
    """
    city = City.objects.first()
    if city is None or not city.demo or not Region.objects.filter(pk=HOME).exists():
        raise DemoRefused("演示交易大厅只能载入自带的演示城市；网站可以照常使用。")
    if Party.objects.exists():
        raise DemoRefused("演示单位已经载入，但记着账号的文件不见了。请停止程序，用 make demo 重新载入演示数据；"
                          "公告可以照常查看。")
    now = Now(clock.now().astimezone(clock.SHANGHAI), workdays.load())
    written, told = people.read(FOLDER), stories.read(FOLDER, now)
    password, left_out = accounts.new_password(), []
    with transaction.atomic():
        everybody = people.make(written, password)
        bidders = Bidders(everybody)
        for number, story in enumerate(told):
            advance(number, len(told))
            try:
                if story.due:
                    now.calendar.roll(story.due.date())
                with transaction.atomic():
                    play(story, everybody, bidders, now.at)
            except HolidayTableMissing as missing:
                left_out.append(f"演示项目“{story.written['title']}”没有载入：{missing}")
        newcomer = people.newcomer(FOLDER, password)
        due.forget_refusals()
        accounts.write([*people.accounts(written), newcomer], password)
    advance(len(told), len(told))
    return left_out


def play(story: stories.Story, everybody: people.People, bidders: Bidders, now: datetime) -> verbs.Stage:
    """One procedure from its draft to where its story ends, each act at its own moment."""
    stage = verbs.Stage(everybody, bidders, story)
    for at, act in _acts(stage, story):
        with clock.frozen(min(at, now)):
            act()
    if story.due and story.due <= now:
        with clock.frozen(story.due + timedelta(minutes=1)):
            due.take_due()
    return stage


def _acts(stage: verbs.Stage, story: stories.Story):
    eve = story.at - EVE
    yield eve, lambda: verbs.draft(stage)
    if story.until == "intention":
        yield story.at, lambda: verbs.publish_intention(stage)
    if story.until in ("review", "published"):
        yield eve + timedelta(hours=1), lambda: verbs.complete(stage)
        yield eve + timedelta(hours=2), lambda: verbs.file_plan(stage)
    if story.until == "review":
        yield story.at, lambda: verbs.review(stage, decide=False)
    if story.until == "published":
        yield eve + timedelta(hours=3), lambda: verbs.review(stage)
        yield story.at, lambda: verbs.publish(stage)
    for act in story.acts:
        yield act.at, lambda act=act: verbs.VERBS[act.verb](stage, **act.values)
