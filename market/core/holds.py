"""Holds: an authority suspends one record. Every step but ``resume`` is refused, and its clocks stand still."""
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from . import clock
from .models import Hold


def key(record: models.Model) -> tuple[str, str]:
    """How the log and the holds name a record: its type and its primary key, both as text."""
    return record._meta.label_lower, str(record.pk)


def reaching(record: models.Model) -> list[tuple[str, str]]:
    """What may be held so that this record is: itself, and what it names in ``held_with`` (a lot its tender)."""
    return [key(record), *getattr(record, "held_with", ())]


def of(record: models.Model) -> models.QuerySet[Hold]:
    """All holds a record was ever under, its own and those that reach it."""
    ways = Q()
    for record_type, record_id in reaching(record):
        ways |= Q(record_type=record_type, record_id=record_id)
    return Hold.objects.filter(ways)


def in_force(holds: models.QuerySet[Hold]) -> models.QuerySet[Hold]:
    """Those of them that hold at this moment."""
    moment = clock.now()
    return holds.filter(Q(until=None) | Q(until__gt=moment), since__lte=moment)


def held(model: type[models.Model]) -> models.QuerySet:
    """The rows of a model that are themselves suspended now."""
    keys = in_force(Hold.objects.filter(record_type=model._meta.label_lower)).values_list("record_id", flat=True)
    return model._default_manager.filter(pk__in=[model._meta.pk.to_python(key) for key in keys])


def begin(record: models.Model, *, order_no: str, by: str, reason: str) -> Hold:
    """Suspend a record from now on, on the order of an authority."""
    record_type, record_id = key(record)
    return Hold.objects.create(record_type=record_type, record_id=record_id, order_no=order_no, by=by, reason=reason,
                               since=clock.now())


def end(record: models.Model) -> int:
    """End every hold in force on the record itself now; returns how many."""
    record_type, record_id = key(record)
    own = Hold.objects.filter(record_type=record_type, record_id=record_id)
    return in_force(own).update(until=clock.now())


def held_span(record: models.Model, since: datetime, until: datetime) -> timedelta:
    """For how long the record was held between two moments; overlapping holds count once."""
    moment = clock.now()
    total, reached = timedelta(), since
    for hold in of(record).filter(since__lt=until).order_by("since"):
        begins, ends = max(hold.since, reached), min(hold.until or max(moment, until), until)
        if ends > begins:
            total, reached = total + (ends - begins), ends
    return total
