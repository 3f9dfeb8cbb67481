"""Tasks and their order: plain values, no database."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from market.core import wording
from market.core.parts import Figure

SOON = timedelta(days=7)
FAR = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do. ``due_at`` is the legal limit, None where there is none; ``law`` says what the limit rests on or
    what happens without it; ``action`` is the button and ``url`` where it leads. ``code``, ``trade`` and ``matter``
    name what it is about. ``then`` stands for the overrun of what is not late when its time has come, since somebody
    else begins it.
    """

    what: str
    action: str
    url: str
    law: str
    due_at: datetime | None = None
    code: str = ""
    trade: str = ""
    matter: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A task as shown: its clock in words, how it stands, and whether it is the most urgent of all."""

    task: Task
    clock: str
    state: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks whose limits lie in the same span of time."""

    title: str
    rows: list[Row]


GROUPS = (("overdue", "已过时限"), ("now", "时间已到"), ("today", "今日到期"), ("soon", "7 日内"),
          ("later", "7 日以后"), ("open", "没有法定时限"))
"""Ids (also the class of a row) and headings, in the order of the page."""


def state(task: Task, now: datetime) -> str:
    """The id of the group a task belongs to at a moment."""
    if task.due_at is None:
        return "open"
    if task.due_at <= now:
        return "now" if task.then else "overdue"
    if wording.local_day(task.due_at) == wording.local_day(now):
        return "today"
    return "soon" if task.due_at - now <= SOON else "later"


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """By legal limit, soonest first; those without one last; equal ones by code and words."""
    return sorted(tasks, key=lambda task: (task.due_at is None, task.due_at or datetime.min, task.code, task.what))


def grouped(tasks: Iterable[Task], now: datetime) -> list[Group]:
    """The page: groups that have rows. The most urgent is the first whose day it is, else the first of all."""
    ordered = in_order(tasks)
    urgent = next((task for task in ordered if state(task, now) in {"now", "today"}), next(iter(ordered), None))
    rows = [Row(task, _clock(task, now), state(task, now), task is urgent) for task in ordered]
    return [Group(title, mine) for key, title in GROUPS if (mine := [row for row in rows if row.state == key])]


def _clock(task: Task, now: datetime) -> str:
    if task.due_at is None:
        return "尽快办理"
    if task.due_at <= now:
        if task.then:
            return task.then
        parts = wording.left_parts(now - task.due_at)[:2] or [(0, "分")]
        return "超 " + " ".join(f"{number} {unit}" for number, unit in parts)
    return wording.remaining(task.due_at - now)


def summary(tasks: Iterable[Task], now: datetime) -> list[Figure]:
    """The four counters at the head of the page."""
    states = [state(task, now) for task in tasks]
    return [Figure(str(len(states)), "项", "待办"), Figure(str(states.count("overdue")), "项", "已过时限"),
            Figure(str(states.count("today")), "项", "今日到期"), Figure(str(states.count("soon")), "项", "7 日内到期")]
