"""The shape of a public record wherever lists are given to programs: the schema, and the item that fits it."""
from datetime import datetime
from uuid import UUID

from django.conf import settings
from ninja import Schema

from market.core.clock import SHANGHAI

from .models import PublicRecord


class Problem(Schema):
    """Why a request was refused: what happened, its effect, what to do."""

    code: str
    message: str


class Region(Schema):
    """A place: its path in our region tree (``out/…/`` for other places) and its name."""

    path: str
    label: str


class Amount(Schema):
    """An amount in 元 as decimal text, and what it is: 预算金额, 最高限价, 中标金额 …"""

    value: str
    means: str


class Deadline(Schema):
    """The moment that closes the reader's chance to act; 24:00 of the day where only a day was stated."""

    at: datetime
    means: str
    day_only: bool


class From(Schema):
    """The platform a notice comes from."""

    key: str
    name: str
    outside: bool


class NoticeRow(Schema):
    """A notice in a list; null is what it does not state."""

    id: UUID
    url: str
    title: str
    trade: str
    kind: str
    stage: str
    method: str | None
    region: Region | None
    project_code: str | None
    codes: list[str]
    purchaser: str | None
    agent: str | None
    winner: str | None
    sme_reserved: bool | None
    amount: Amount | None
    foreign_amount: str | None
    deadline: Deadline | None
    opens_at: datetime | None
    published_at: datetime
    updated_at: datetime
    source: From
    origin_url: str | None
    withdrawn: bool
    simulated: bool


def moment(value: datetime | None) -> str:
    """RFC 3339 in Shanghai time to the second; empty where there is none."""
    return value.astimezone(SHANGHAI).isoformat(timespec="seconds") if value else ""


def item(record: PublicRecord) -> dict:
    """A record as JSON; amounts in 元 as decimal text, what is not stated is null."""
    return {
        "id": str(record.pk), "url": f"{settings.PUBLIC_URL}{record.url}", "title": record.title,
        "trade": record.trade, "kind": record.kind, "stage": record.stage, "method": record.method or None,
        "region": {"path": record.region_path, "label": record.region_label} if record.region_path else None,
        "project_code": record.project_code or None, "codes": record.codes,
        "purchaser": record.purchaser or None, "agent": record.agent or None, "winner": record.winner or None,
        "sme_reserved": {"yes": True, "no": False}.get(record.sme),
        "amount": None if record.amount is None else {"value": f"{record.amount:.2f}", "means": record.amount_label},
        "foreign_amount": record.foreign_amount or None,
        "deadline": None if record.deadline_at is None else {
            "at": moment(record.deadline_at), "means": record.deadline_label, "day_only": record.deadline_is_day},
        "opens_at": moment(record.opens_at) or None, "published_at": moment(record.published_at),
        "updated_at": moment(record.updated_at),
        "source": {"key": record.source_key, "name": record.source_name, "outside": record.outside},
        "origin_url": record.origin_url or None, "withdrawn": record.withdrawn, "simulated": record.simulated,
    }
