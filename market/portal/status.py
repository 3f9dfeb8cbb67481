"""How each part of the installation is: asked of the database and of the heartbeats, told without inner numbers.

Positions and counts of internal events and the words of errors stay inside: the first would count what is not public,
such as bids handed in, the second may hold anything. What is told is whether a part keeps up, and how many things it
could not do.
"""
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import Count, Q

from market.core import clock, clockwork, outbox, subscribers
from market.core.models import Heartbeat, Outage, Stream, SubscriberCursor
from search.engines.embedded import engine

FRESH, STALE = timedelta(seconds=20), timedelta(seconds=60)
"""A sign of life younger than the first is well, older than the second means the component has stopped."""

SLOW = timedelta(seconds=5)
"""So long an event may wait for its number, before the page says that publication is slow."""

LABELS = {"ok": ("正常", "ok"), "slow": ("迟缓", "warn"), "down": ("停止", "danger"), "unknown": ("尚无记录", "")}
"""Word and tone of each state."""

MOST = 50
"""Outages shown."""

FAR = 1000
PACES = {"level": "已全部处理", "near": "正在处理", "far": f"积压超过 {FAR} 件"}
"""How a reader stands to its stream; no finer, so that nobody can count internal events from outside."""

SUBSCRIBERS = {
    "search.index": "检索索引",
    "publish.filetext": "附件文本提取",
    "publish.order_pdf": "PDF 排队",
    "publish.pdf": "PDF 生成",
    "bids.bonds.closed": "截止后核对保证金",
    "bids.bonds.ended": "废标、终止后退还保证金",
}


@dataclass(frozen=True, slots=True)
class Component:
    """One part: key and name, state (a key of ``LABELS``), a sentence, and its last sign of life if it gives any."""

    key: str
    name: str
    state: str
    words: str
    seen_at: datetime | None = None

    @property
    def label(self) -> str:
        return LABELS[self.state][0]

    @property
    def tone(self) -> str:
        return LABELS[self.state][1]


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader of events: whether it keeps up (a key of ``PACES``), how many events it set aside or gave up."""

    key: str
    name: str
    pace: str
    waiting: int
    given_up: int

    @property
    def state(self) -> str:
        return "slow" if self.waiting or self.given_up or self.pace == "far" else "ok"

    @property
    def progress(self) -> str:
        return PACES[self.pace]

    @property
    def label(self) -> str:
        return LABELS[self.state][0]

    @property
    def tone(self) -> str:
        return LABELS[self.state][1]


def components() -> list[Component]:
    """All parts, the web first: that it answers is its sign of life. Without a database nothing else can be told."""
    web = Component("web", "网站", "ok", "正在应答。")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return [web, Component("database", "数据库", "down", "没有应答，其他部分的情况暂不清楚。")]
    beats = Heartbeat.objects.in_bulk()
    return [
        web,
        Component("database", "数据库", "ok", f"正在应答（{connection.display_name}）。"),
        _beating("clockwork", "时钟", beats, "按时推进各项期限。",
                 "到期事项不会自动推进；期限本身以服务器时间为准，不受影响。"),
        _beating("worker", "后台任务", beats, "处理附件、PDF 和索引。",
                 "附件文本、PDF 和检索会晚一些；公告的发布不受影响。"),
        _outbox(),
        _index(),
    ]


def readers() -> list[Reader]:
    """Every reader of events and how it stands."""
    cursors = {cursor.name: cursor for cursor in SubscriberCursor.objects.annotate(
        waiting=Count("failures", filter=Q(failures__given_up=False)),
        given_up=Count("failures", filter=Q(failures__given_up=True)))}
    heads = {stream: outbox.head(stream) for stream in Stream}
    found = []
    for one in subscribers.everyone():
        cursor = cursors.get(one.name)
        found.append(Reader(
            key=one.name, name=SUBSCRIBERS.get(one.name, one.name),
            pace=_pace(heads[one.stream] - (cursor.position if cursor else 0)),
            waiting=cursor.waiting if cursor else 0, given_up=cursor.given_up if cursor else 0))
    return found


def recent_outages() -> list[Outage]:
    """Outages of the last thirty days, the newest first; a long list is cut."""
    since = clock.now() - timedelta(days=30)
    return list(Outage.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since)).prefetch_related("reliefs")[:MOST])


def _pace(behind: int) -> str:
    return "far" if behind > FAR else "near" if behind > 0 else "level"


def overall(parts: list[Component], all_readers: list[Reader]) -> tuple[str, str]:
    """The sentence for the whole and its tone."""
    if down := [part.name for part in parts if part.state in {"down", "unknown"}]:
        return f"{'、'.join(down)}没有正常运行。", "danger"
    if slow := [part.name for part in (*parts, *all_readers) if part.state == "slow"]:
        return f"{'、'.join(slow)}有积压或迟缓。", "warn"
    return "各系统运行正常。", "ok"


def _beating(key: str, name: str, beats: dict, well: str, ill: str) -> Component:
    beat = beats.get(key)
    if beat is None:
        return Component(key, name, "unknown", ill)
    age = clock.real_now() - beat.beat_at
    state = "ok" if age < FRESH else "slow" if age < STALE else "down"
    return Component(key, name, state, well if state == "ok" else ill, beat.beat_at)


def _outbox() -> Component:
    lag = clockwork.lag()
    waiting = outbox.waiting()
    if not waiting:
        return Component("outbox", "公开序列", "ok", "没有等待编号的事件。")
    words = f"最早的一件已等待 {lag.total_seconds():.0f} 秒。"
    return Component("outbox", "公开序列", "slow" if lag > SLOW else "ok", words)


def _index() -> Component:
    if not engine().ready():
        return Component("index", "检索", "slow", "索引正在建立，建成前检索结果不全。")
    return Component("index", "检索", "ok", "可以检索。")
