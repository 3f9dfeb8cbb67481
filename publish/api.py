"""The programming interface to what is public: notices, projects and the change feed."""
import base64
import binascii
import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from market.core import outbox
from market.core.models import StreamHead
from market.core.models.outbox import Stream
from market.projects.models import Project

from . import pages
from .models import Disclosure, DisclosureVersion, PublicRecord
from .outlets import twin
from .outlets.twin import absolute

router = Router(tags=["公开信息"])
Limit = Annotated[int, Query(ge=1, le=100, description="每页条数")]


class Problem(Schema):
    """Why a request was refused: what happened, its effect, what to do."""

    code: str
    message: str


class NoticeRow(Schema):
    """A notice in a list. Amounts are in 元 as decimal text."""

    id: UUID
    url: str
    title: str
    trade: str
    kind: str
    stage: str
    method: str
    project_code: str
    region: str = Field(description="地区路径；out/ 开头为外地")
    region_label: str
    purchaser: str
    agent: str
    winner: str
    amount: str | None = Field(description="元；公告未载明或外币时为空")
    amount_label: str
    foreign_amount: str
    deadline_at: datetime | None
    opens_at: datetime | None
    published_at: datetime
    updated_at: datetime
    source: str
    outside: bool
    withdrawn: bool
    simulated: bool


class NoticePage(Schema):
    """A page of notices, newest first; ``next`` is the cursor of the older ones."""

    items: list[NoticeRow]
    next: str | None


class Change(Schema):
    """One event of the public stream. A reader that asks again after the last ``position`` misses nothing."""

    position: int
    kind: str
    id: UUID
    version: int
    digest: str
    url: str
    written_at: datetime


class Changes(Schema):
    """Events in order; ``next`` is what to pass as ``after``, ``head`` the newest position there is."""

    items: list[Change]
    next: int
    head: int


def row(record: PublicRecord) -> dict:
    """A record as ``NoticeRow``."""
    return {
        "id": record.pk, "url": absolute(record.url), "title": record.title, "trade": record.trade, "kind": record.kind,
        "stage": record.stage, "method": record.method, "project_code": record.project_code,
        "region": record.region_path, "region_label": record.region_label, "purchaser": record.purchaser,
        "agent": record.agent, "winner": record.winner,
        "amount": str(record.amount) if record.amount is not None else None, "amount_label": record.amount_label,
        "foreign_amount": record.foreign_amount, "deadline_at": record.deadline_at, "opens_at": record.opens_at,
        "published_at": record.published_at, "updated_at": record.updated_at, "source": record.source_name,
        "outside": record.outside, "withdrawn": record.withdrawn, "simulated": record.simulated,
    }


def _cursor(record: PublicRecord) -> str:
    return base64.urlsafe_b64encode(json.dumps([record.published_at.isoformat(), str(record.pk)]).encode()).decode()


def _after(cursor: str) -> Q:
    try:
        at, pk = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        at, pk = datetime.fromisoformat(at), UUID(pk)
        if at.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as bad:
        raise HttpError(422, "cursor 不是本接口给出的值，未返回数据；请从上一页的 next 取用。") from bad
    return Q(published_at__lt=at) | Q(published_at=at, id__gt=pk)


@router.get("/notices", response={200: NoticePage, 422: Problem}, summary="公告列表，新的在前")
def list_notices(request: HttpRequest, limit: Limit = 20, cursor: str | None = None):
    """All notices, newest first."""
    records = PublicRecord.objects.filter(record_type="notice").order_by("-published_at", "id")
    if cursor is not None:
        records = records.filter(_after(cursor))
    found = list(records.defer("text", "attachment_text")[:limit + 1])
    return {"items": [row(r) for r in found[:limit]], "next": _cursor(found[limit - 1]) if len(found) > limit else None}


@router.get("/notices/{uuid:pk}", response={200: dict[str, Any], 404: Problem, 422: Problem},
            summary="一条公告的全文与要素")
def get_notice(request: HttpRequest, pk: UUID):
    """The version in force, with what its digest is over."""
    disclosure = get_object_or_404(Disclosure.objects.public().select_related("source", "region", "project"), pk=pk)
    version = pages.current_version(disclosure)
    return twin.notice(disclosure, version, pages.feed_row(version))


@router.get("/notices/{uuid:pk}/versions/{int:number}", response={200: dict[str, Any], 404: Problem, 422: Problem},
            summary="一条公告的某一版")
def get_version(request: HttpRequest, pk: UUID, number: Annotated[int, Field(ge=1, le=2**31 - 1)]):
    """An older version."""
    disclosure = get_object_or_404(Disclosure.objects.public().select_related("source", "region", "project"), pk=pk)
    version = get_object_or_404(DisclosureVersion, disclosure=disclosure, number=number)
    return twin.notice(disclosure, version, pages.feed_row(version))


@router.get("/projects", response={200: dict[str, Any], 404: Problem, 422: Problem}, summary="一个项目的全过程")
def get_project(request: HttpRequest, code: Annotated[str, Query(min_length=1, max_length=120)], origin: str = ""):
    """A project by its code; ``origin`` is the source key for projects of outside platforms."""
    project = get_object_or_404(Project, code=code.replace("\x00", ""), origin=origin.replace("\x00", ""))
    return twin.project(project, pages.project_page(project))


@router.get("/changes", response={200: Changes, 422: Problem}, summary="公开信息的增量：不漏、不重、不乱序")
def list_changes(request: HttpRequest, after: Annotated[int, Query(ge=0, le=2**62)] = 0,
                 limit: Annotated[int, Query(ge=1, le=1000)] = 100):
    """Everything published, revised or withdrawn after a position."""
    head = StreamHead.objects.filter(stream=Stream.PUBLIC).values_list("last", flat=True).first() or 0
    rows = list(outbox.after(Stream.PUBLIC, after, limit))
    return {
        "items": [{"position": r.position, "kind": r.kind, "id": r.object_id, "version": r.payload["version"],
                   "digest": r.payload["digest"], "url": absolute(r.payload["url"]), "written_at": r.written_at}
                  for r in rows],
        "next": rows[-1].position if rows else after, "head": head,
    }
