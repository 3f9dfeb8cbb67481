"""The one door for state: lock, check, move, save, log, emit; together or not at all.

A record that takes steps gives ``status`` (a protected FSMField), ``path`` (a tuple of Edge, from its rulebook) and
``policy(step, actor) -> bool``; where it has sealed guards also ``opening_is_lawful``. Its verbs are methods under
``@step``. Actors are anything whose text is the actor's id: ``user:<uuid>``, ``clockwork``, ``import``.
"""
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import connection, models, transaction
from django.db.models.functions import Cast
from django_fsm import GET_STATE, transition

from . import clock, holds, outbox
from .chain import Fault, digest, verify_chain
from .guards import Guard, Reason, guard
from .holds import held_span
from .models import Hold, StepLog
from .models.outbox import Stream
from .paths import Edge

__all__ = ["CLOCKWORK", "CROWD", "Edge", "Fault", "Guard", "Hold", "Moved", "Reason", "StepRefused", "digest", "edge",
           "guard", "held_span", "history", "step", "take_step", "take_steps", "verify_chain", "why_not"]

CLOCKWORK = "clockwork"
"""The actor that moves rows whose moment has come."""

CROWD = "*"
"""The record id under which a step is logged that moved several rows and belongs to none of them."""


class StepRefused(Exception):
    """A step was not taken; ``reasons`` say why, for the screen."""

    def __init__(self, step: str, reasons: list[Reason]):
        super().__init__(f"{step}: {', '.join(reason.code for reason in reasons)}")
        self.step, self.reasons = step, reasons


@dataclass(frozen=True, slots=True)
class Moved:
    """What a crowd's step came to: the primary keys that moved, and the reasons of those that did not."""

    moved: list = field(default_factory=list)
    refused: dict[object, list[Reason]] = field(default_factory=dict)


def edge(record: models.Model, step: str) -> Edge | None:
    """The edge that step would take from the record's present status, if its path has one."""
    return next((one for one in record.path if one.step == step and one.before == record.status), None)


def step(*conditions: Guard):
    """A method that moves ``status`` along an edge of the record's path; where there is none it is refused.

    The method sets its own record's fields only. Call it through ``take_step``.
    """
    def wrap(method):
        name = method.__name__
        moved = transition(
            field="status", source="*", conditions=[lambda record: edge(record, name) is not None, *conditions],
            permission=lambda record, actor: record.policy(name, actor),
            target=GET_STATE(lambda record, *args, **inputs: edge(record, name).after))(method)
        moved.guards = conditions
        return moved
    return wrap


_WRONG_STATE = "step.wrong_state"
_NO_POWER = Reason("step.not_permitted", "您没有办理这一步的权限。")
_BY_CLOCK = Reason("step.by_clock", "这一步由系统按时间自动办理，不能人工操作。")
_SEALED = Reason("step.sealed", "开标前无法判断是否满足条件，请在依法开标后办理。")


def why_not(record: models.Model, step: str, actor) -> list[Reason]:
    """Why an actor may not take a step now; empty where they may. Buttons and the door ask the same question.

    Stops at the first of wrong state, wrong person, hold and clock; then names every unmet guard.
    """
    return _why_not(record, step, actor, holds.in_force(holds.of(record)).first)


def _why_not(record: models.Model, step: str, actor, hold: Callable[[], Hold | None]) -> list[Reason]:
    if (move := edge(record, step)) is None or not hasattr(type(record), step):
        return [Reason(_WRONG_STATE, f"当前状态（{_shown(record)}）不能办理这一步，请刷新页面查看最新进展。")]
    if not _may(record, move, actor):
        return [_NO_POWER if move.by_hand else _BY_CLOCK]
    if step != "resume" and (held := hold()):
        return [Reason("step.on_hold", f"{held.by}已以{held.order_no}暂停本项目，恢复之前不能办理。")]
    guards = getattr(type(record), step).guards
    if early := [reason for one in guards if one.timed for reason in one.reasons(record)]:
        return early
    lawful = any(one.sealed for one in guards) and bool(getattr(record, "opening_is_lawful", False))
    asked = [one for one in guards if not one.timed and (lawful or not one.sealed)]
    unmet = [reason for one in asked for reason in one.reasons(record)]
    if not unmet and not lawful and any(one.sealed for one in guards):
        return [_SEALED]
    return unmet


def _may(record: models.Model, move: Edge, actor) -> bool:
    """The clockwork may take what is not by hand; for everything else the record's policy answers."""
    if not move.by_hand:
        return str(actor) == CLOCKWORK
    return bool(record.policy(move.step, actor))


def _shown(record: models.Model) -> str:
    return str(record.get_status_display() if hasattr(record, "get_status_display") else record.status)


@transaction.atomic
def take_step(records: models.QuerySet, pk, step: str, *, actor, acting_for: str = "", reason: str = "",
              basis: str = "", stream: Stream | None = None, **inputs) -> models.Model:
    """Take one record through a step and return it as saved.

    Raises StepRefused with the reasons, and DoesNotExist where the queryset holds no such record. The event is
    ``<app>.<model>.<step>`` on ``stream`` (internal where none is said).
    """
    with clock.still():
        record = records.select_for_update(of=("self",)).get(pk=pk)
        if reasons := why_not(record, step, actor):
            raise StepRefused(step, reasons)
        before = record.status
        getattr(record, step)(**inputs)
        record.save()
        record_type, record_id = holds.key(record)
        _log(record_type, record_id, step=step, before=before, after=record.status, actor=str(actor),
             acting_for=acting_for, reason=reason, basis=basis)
        outbox.emit(f"{record_type}.{step}", id=pk, stream=stream or Stream.INTERNAL,
                    before=before, after=record.status)
        return record


@transaction.atomic
def take_steps(records: models.QuerySet, step: str, *, actor, under: models.Model | None = None, acting_for: str = "",
               reason: str = "", basis: str = "", stream: Stream | None = None, **inputs) -> Moved:
    """Take any number of records through a step: one update and one log row for each way they move.

    Those that may not take it stay as they are and are named with their reasons. The log row is chained under
    ``under`` (whose row the caller has locked), else under the crowd of the record's type. ``save`` is not called.
    """
    with clock.still():
        crowd = list(records.select_for_update(of=("self",)).order_by("pk"))
        held = _holds_of(crowd)
        outcome, ways = Moved(), defaultdict(list)
        for record in crowd:
            if reasons := _why_not(record, step, actor, partial(_first_of, held, record)):
                outcome.refused[record.pk] = reasons
                continue
            before = _columns(record)
            getattr(record, step)(**inputs)
            after = _columns(record)
            changes = {name: after[name] for name in after if name == "status" or after[name] != before[name]}
            ways[before["status"], record.status, repr(changes)].append((record.pk, changes))
        for (before, after, _), rows in ways.items():
            keys = [pk for pk, _ in rows]
            _update(records.model, keys, before, rows[0][1])
            outcome.moved.extend(keys)
            _log_crowd(records.model, keys, under, step=step, before=before, after=after, actor=str(actor),
                       acting_for=acting_for, reason=reason, basis=basis)
            _emit_crowd(records.model, keys, step, before, after, stream or Stream.INTERNAL)
        return outcome


SLICE = 500
"""How many rows one statement or one event of a crowd names."""


def _columns(record: models.Model) -> dict:
    return {column.attname: getattr(record, column.attname) for column in record._meta.concrete_fields}


def _holds_of(crowd: list[models.Model]) -> dict[tuple[str, str], Hold]:
    """The holds in force that may reach the records of a crowd, by what they hold, in one query."""
    if not crowd:
        return {}
    types = {record_type for record_type, _ in holds.reaching(crowd[0])}
    held = holds.in_force(Hold.objects.filter(record_type__in=types))
    return {(hold.record_type, hold.record_id): hold for hold in held}


def _first_of(held: dict[tuple[str, str], Hold], record: models.Model) -> Hold | None:
    return next((held[one] for one in holds.reaching(record) if one in held), None)


def _update(model: type[models.Model], keys: list, before: str, changes: dict) -> None:
    for start in range(0, len(keys), SLICE):
        part = keys[start:start + SLICE]
        if model._base_manager.filter(pk__in=part, status=before).update(**changes) != len(part):
            raise StepRefused("crowd", [Reason("step.raced", "有记录刚被他人改动，整批未办理，请重试。")])


def _emit_crowd(model: type[models.Model], keys: list, step: str, before: str, after: str, stream: Stream) -> None:
    for start in range(0, len(keys), SLICE):
        part = [str(pk) for pk in keys[start:start + SLICE]]
        outbox.emit(f"{model._meta.label_lower}.{step}", id=part[0], stream=stream, ids=part, before=before,
                    after=after)


def _log_crowd(model: type[models.Model], keys: list, under: models.Model | None, **said) -> None:
    if under is not None:
        record_type, record_id = holds.key(under)
    else:
        record_type, record_id = model._meta.label_lower, CROWD
        _alone(f"{record_type}{CROWD}")
    _log(record_type, record_id, records=[str(pk) for pk in keys], **said)


def _alone(name: str) -> None:
    """Hold other transactions off one chain until this one ends; on SQLite a transaction is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _log(record_type: str, record_id: str, **said) -> StepLog:
    """Append a row to a chain under the lock of its record."""
    last = StepLog.objects.filter(record_type=record_type, record_id=record_id).order_by("-number").values_list(
        "number", "digest").first()
    number, previous = last or (0, "")
    row = StepLog(record_type=record_type, record_id=record_id, number=number + 1, previous=previous,
                  taken_at=clock.now(), **said)
    row.digest = digest(row)
    row.save(force_insert=True)
    return row


def history(record: models.Model, *, under: models.Model | None = None) -> list[StepLog]:
    """All that moved a record, in order: its own steps and those it took in a crowd (``under`` as then given)."""
    record_type, record_id = holds.key(record)
    crowd_type, crowd_id = holds.key(under) if under is not None else (record_type, CROWD)
    own = StepLog.objects.filter(record_type=record_type, record_id=record_id, records=[])
    shared = StepLog.objects.filter(record_type=crowd_type, record_id=crowd_id).annotate(
        named=Cast("records", models.TextField())).filter(named__contains=f'"{record_id}"')
    return threaded(sorted([*own, *shared], key=lambda row: (row.taken_at, row.number)))


def threaded(rows: list[StepLog]) -> list[StepLog]:
    """Rows of two chains in the order in which one led to the next where the moment alone does not tell."""
    found: list[StepLog] = []
    while rows:
        same = [row for row in rows if row.taken_at == rows[0].taken_at]
        if found:
            fits = [row for row in same if row.before == found[-1].after]
        else:
            fits = [row for row in same if row.before not in {one.after for one in same if one is not row}]
        found.append((fits or same)[0])
        rows.remove(found[-1])
    return found
