"""The three custodians of a procedure: naming them, taking their public keys, taking the private ones at the opening.

``subject`` is the id of a tender. Whole sets go through one call, as a tender may have 5,000 lots. Nothing here knows
the session: who calls says which lots are to be opened and from when on.
"""
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max

from market.core import clock

from . import keys
from .errors import CustodyRefused, EnvelopeError
from .models import CustodianKey, Seat
from .shapes import PATTERNS

__all__ = ["Half", "Released", "deposit", "fingerprints", "missing", "name", "points", "ready", "release", "released",
           "secrets_by_lot", "secrets_of"]

SLICE = 500


@dataclass(frozen=True, slots=True)
class Half:
    """The public half (65 bytes) of a custodian's key for a lot and a stage."""

    lot: UUID
    stage: str
    public: bytes


@dataclass(frozen=True, slots=True)
class Released:
    """How many private keys a seat has released, and when the last of them."""

    count: int
    at: datetime | None


def name(*, subject: UUID, number: int, party, user, actor) -> Seat:
    """Name who holds one of the three seats, or somebody else in their place; keys of the former holder go.

    Raises CustodyRefused ``seat.same_party``, ``seat.same_person``, ``seat.released``.
    """
    with transaction.atomic():
        others = Seat.objects.filter(subject=subject).exclude(number=number)
        if others.filter(party=party).exists():
            raise CustodyRefused("seat.same_party", party=party)
        if others.filter(user=user).exists():
            raise CustodyRefused("seat.same_person", person=user)
        seat = Seat.objects.select_for_update().filter(subject=subject, number=number).first()
        if seat and (seat.party_id, seat.user_id) != (party.pk, user.pk):
            if seat.keys.exclude(secret=None).exists():
                raise CustodyRefused("seat.released")
            seat.keys.all().delete()
        values = {"party": party, "user": user, "named_by": str(actor), "named_at": clock.now()}
        return Seat.objects.update_or_create(subject=subject, number=number, defaults=values)[0]


def deposit(seat: Seat, halves: Iterable[Half], *, actor) -> int:
    """Take the public halves of a seat's keys, in place of those it gave for the same lots and stages before.

    Whether they may still be exchanged is for the caller to say: after publication nobody may. Returns how many.
    Raises CustodyRefused ``seat.not_yours``, ``seat.released``, ``key.twice``; EnvelopeError ``key.malformed``.
    """
    _require_holder(seat, actor)
    now = clock.now()
    rows = [CustodianKey(seat=seat, lot=half.lot, stage=_stage(half.stage), public=bytes(half.public), deposited_at=now,
                         fingerprint=keys.fingerprint(keys.public_key(bytes(half.public)))) for half in halves]
    marks = {row.fingerprint for row in rows}
    if len(marks) < len(rows) or len({(row.lot, row.stage) for row in rows}) < len(rows):
        raise _twice()
    with transaction.atomic():
        Seat.objects.select_for_update().get(pk=seat.pk)
        for stage in {row.stage for row in rows}:
            for part in _parts([row.lot for row in rows if row.stage == stage]):
                old = CustodianKey.objects.filter(seat=seat, stage=stage, lot__in=part)
                if old.exclude(secret=None).exists():
                    raise CustodyRefused("seat.released")
                old.delete()
        for part in _parts(list(marks)):
            if CustodianKey.objects.filter(fingerprint__in=part).exists():
                raise _twice()
        CustodianKey.objects.bulk_create(rows, batch_size=SLICE)
    return len(rows)


def _stage(stage: str) -> str:
    if not PATTERNS["stage"].fullmatch(stage):
        raise EnvelopeError("context.malformed", "stage")
    return stage


def _twice() -> CustodyRefused:
    return CustodyRefused("key.twice")


def _require_holder(seat: Seat, actor) -> None:
    if getattr(actor, "user", None) != seat.user_id or getattr(actor, "party", None) != seat.party_id:
        raise CustodyRefused("seat.not_yours")


def missing(subject: UUID, lots, stages: Collection[str]) -> dict[int, int]:
    """Seat number to how many of its keys for these lots and stages are still to come; seats nobody holds miss all.

    ``lots`` are ids, or a queryset of ids.
    """
    wanted = (lots.count() if hasattr(lots, "values_list") else len(lots)) * len(stages)
    there = dict(CustodianKey.objects.filter(seat__subject=subject, lot__in=lots, stage__in=stages)
                 .order_by().values_list("seat__number").annotate(count=Count("pk")))
    return {number: wanted - there.get(number, 0) for number in (1, 2, 3)}


def ready(subject: UUID, lots, stages: Collection[str]) -> bool:
    """Whether all three custodians deposited a key for every one of these lots and stages."""
    return not any(missing(subject, lots, stages).values())


def fingerprints(lot, stage: str) -> tuple[str, ...]:
    """The fingerprints deposited for a lot and a stage, in the order of the seats."""
    return tuple(CustodianKey.objects.filter(lot=lot, stage=stage).order_by("seat__number")
                 .values_list("fingerprint", flat=True))


def points(lot, stage: str) -> list[bytes]:
    """The public keys (65 bytes) a bidder seals to, in the order of the seats."""
    return [bytes(one) for one in CustodianKey.objects.filter(lot=lot, stage=stage).order_by("seat__number")
            .values_list("public", flat=True)]


def release(seat: Seat, secrets: Mapping[tuple[UUID, str], bytes], *, lots: Collection[UUID], at_earliest: datetime,
            actor) -> int:
    """Store the private keys (32 bytes) a custodian gives out, by lot and stage; returns how many are new.

    ``lots`` are those to be opened now: a key for any other lot refuses the whole. All are stored or none; what was
    released before may be given again. Raises CustodyRefused ``release.too_early`` before ``at_earliest``,
    ``release.other_lot``, ``release.other_key`` for a scalar that is not the one behind the deposited public key,
    ``seat.not_yours``.
    """
    _require_holder(seat, actor)
    if clock.now() < at_earliest:
        raise CustodyRefused("release.too_early")
    if any(lot not in lots for lot, _ in secrets):
        raise CustodyRefused("release.other_lot")
    marks = {place: _mark(secret) for place, secret in secrets.items()}
    with transaction.atomic():
        Seat.objects.select_for_update().get(pk=seat.pk)
        rows = {(row.lot, row.stage): row for row in _of(seat, secrets)}
        if any(place not in rows or rows[place].fingerprint != mark for place, mark in marks.items()):
            raise CustodyRefused("release.other_key")
        now, fresh = clock.now(), [row for row in rows.values() if row.secret is None]
        for row in fresh:
            row.secret, row.released_at = secrets[row.lot, row.stage], now
        CustodianKey.objects.bulk_create(fresh, batch_size=SLICE, update_conflicts=True, unique_fields=["id"],
                                         update_fields=["secret", "released_at"])
    return len(fresh)


def _mark(secret: bytes) -> str:
    """The fingerprint that belongs to a scalar; empty for what is none."""
    try:
        return keys.fingerprint(keys.private_key(bytes(secret)))
    except EnvelopeError:
        return ""


def _of(seat: Seat, places: Iterable[tuple[UUID, str]]) -> Iterable[CustodianKey]:
    stages: dict[str, list[UUID]] = {}
    for lot, stage in places:
        stages.setdefault(stage, []).append(lot)
    for stage, lots in stages.items():
        for part in _parts(lots):
            yield from CustodianKey.objects.filter(seat=seat, stage=stage, lot__in=part)


def released(subject: UUID, lots, stage: str) -> dict[int, Released]:
    """Seat number to what it released for these lots and that stage."""
    there = {number: Released(count, at) for number, count, at in CustodianKey.objects.filter(
        seat__subject=subject, lot__in=lots, stage=stage).order_by().values_list("seat__number").annotate(
            count=Count("released_at"), at=Max("released_at"))}
    return {number: there.get(number, Released(0, None)) for number in (1, 2, 3)}


def secrets_of(lot, stage: str) -> list[keys.PrivateKey]:
    """The private keys released for a lot and a stage, in the order of the seats: with two of them it opens."""
    return [keys.private_key(bytes(secret)) for secret in CustodianKey.objects.filter(lot=lot, stage=stage)
            .exclude(secret=None).order_by("seat__number").values_list("secret", flat=True)]


def secrets_by_lot(lots: Collection[UUID], stage: str) -> dict[UUID, list[keys.PrivateKey]]:
    """The same for several lots; a lot of which nothing was released is not among them."""
    found: dict[UUID, list[keys.PrivateKey]] = {}
    rows = CustodianKey.objects.filter(lot__in=lots, stage=stage).exclude(secret=None).order_by("seat__number")
    for lot, secret in rows.values_list("lot", "secret"):
        found.setdefault(lot, []).append(keys.private_key(bytes(secret)))
    return found


def _parts(items: list) -> Iterable[list]:
    return (items[start:start + SLICE] for start in range(0, len(items), SLICE))
