"""What the passing of time moves: rows with ``next_due_at`` go through the door when their moment has come."""
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Min, Model, QuerySet

from . import clock, steps

log = logging.getLogger(__name__)

FEW = 10
"""Up to so many rows due at once each take the step singly, with a log row of their own chain; more move as a crowd."""

CROWD = 2000
"""The most rows one transaction moves."""

PATIENCE = 30.0
"""Seconds until a row whose step was refused is tried again."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Rows that take a step when their ``next_due_at`` has come; ``rows`` makes the queryset afresh. ``verb`` stands in
    for the plain door where the step needs more than that."""

    rows: Callable[[], QuerySet]
    step: str
    verb: Callable[[Model], object] | None = None


_crossings: list[Crossing] = []
_refused: dict[tuple[str, str, object], float] = {}


def register(rows: Callable[[], QuerySet], step: str, verb: Callable[[Model], object] | None = None) -> None:
    """Let the clockwork take these rows through that step when due; called once, when the app is ready.

    A ``verb`` is called with one row after the other and raises StepRefused as the door does.
    """
    _crossings.append(Crossing(rows, step, verb))


def forget_refusals() -> None:
    """Try everything again at once, whatever was just refused."""
    _refused.clear()


def take_due() -> int:
    """Move everything whose moment has come; returns how many rows moved.

    A row whose step is refused stays and is tried again half a minute later. A row moved by somebody else in the
    meantime is no fault: the door finds it in another state.
    """
    return sum(_take(crossing) for crossing in _crossings)


def _take(crossing: Crossing) -> int:
    moved = 0
    while ready := _ready(crossing):
        if len(ready) <= FEW or crossing.verb:
            moved += sum(_take_one(crossing, pk) for pk in ready)
        else:
            moved += _take_crowd(crossing, ready)
    return moved


def _ready(crossing: Crossing) -> list:
    """The primary keys of the rows that are due, the most overdue first, without those just refused."""
    label, moment = crossing.rows().model._meta.label_lower, time.monotonic()
    for key in [key for key, until in _refused.items() if until <= moment]:
        del _refused[key]
    waiting = {pk for name, step, pk in _refused if (name, step) == (label, crossing.step)}
    rows = crossing.rows().filter(next_due_at__lte=clock.now()).order_by("next_due_at", "pk")
    return [pk for pk in rows.values_list("pk", flat=True)[:CROWD + len(waiting)] if pk not in waiting][:CROWD]


def _take_one(crossing: Crossing, pk) -> bool:
    try:
        if crossing.verb:
            crossing.verb(crossing.rows().get(pk=pk))
        else:
            steps.take_step(crossing.rows(), pk, crossing.step, actor=steps.CLOCKWORK)
    except ObjectDoesNotExist:
        return False
    except steps.StepRefused as refused:
        _put_off(crossing, pk, refused.reasons)
        return False
    return True


def _take_crowd(crossing: Crossing, ready: list) -> int:
    outcome = steps.take_steps(crossing.rows().filter(pk__in=ready), crossing.step, actor=steps.CLOCKWORK)
    for pk, reasons in outcome.refused.items():
        _put_off(crossing, pk, reasons)
    return len(outcome.moved)


def _put_off(crossing: Crossing, pk, reasons: list) -> None:
    label = crossing.rows().model._meta.label_lower
    log.warning("%s of %s:%s is due and refused: %s", crossing.step, label, pk, [reason.code for reason in reasons])
    _refused[label, crossing.step, pk] = time.monotonic() + PATIENCE


def next_due_at(after: datetime) -> datetime | None:
    """The first moment later than ``after`` at which something is or was due; None where nothing is in sight."""
    moments = [crossing.rows().filter(next_due_at__gt=after).aggregate(at=Min("next_due_at"))["at"]
               for crossing in _crossings]
    return min((moment for moment in moments if moment), default=None)
