"""The programming interface to what is public: notices, projects and the change feed."""
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema

from market.core import outbox
from market.core.models import StreamHead
from market.core.models.outbox import Stream
from market.projects.models import Project

from . import pages, shapes
from .models import Disclosure, DisclosureVersion, PublicRecord
from .outlets import twin
from .outlets.twin import absolute
from .shapes import NoticeRow, Problem

router = Router(tags=["公开信息"])
Limit = Annotated[int, Query(ge=1, le=100, description="每页条数")]
Cursor = Annotated[str | None, Query(pattern="^[0-9]{1,16}-[0-9a-f]{32}$", description="上一页的 next")]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


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


def _cursor(record: PublicRecord) -> str:
    return f"{(record.published_at - EPOCH) // MICROSECOND}-{record.pk.hex}"


def _after(cursor: str) -> Q:
    """What comes behind a cursor; every text of the cursor's pattern names some place in the list."""
    since, _, pk = cursor.partition("-")
    at = EPOCH + int(since) * MICROSECOND
    return Q(published_at__lt=at) | Q(published_at=at, id__gt=UUID(pk))


@router.get("/notices", response={200: NoticePage, 422: Problem}, summary="公告列表，新的在前")
def list_notices(request: HttpRequest, limit: Limit = 20, cursor: Cursor = None):
    """All notices, newest first."""
    records = PublicRecord.objects.filter(record_type="notice").order_by("-published_at", "id")
    if cursor is not None:
        records = records.filter(_after(cursor))
    found = list(records.defer("text", "attachment_text")[:limit + 1])
    following = _cursor(found[limit - 1]) if len(found) > limit else None
    return {"items": [shapes.item(r) for r in found[:limit]], "next": following}


@router.get("/notices/{pk}", response={200: dict[str, Any], 404: Problem, 422: Problem},
            summary="一条公告的全文与要素")
def get_notice(request: HttpRequest, pk: UUID):
    """The version in force, with what its digest is over."""
    if (version := pages.current_version(pk)) is None:
        raise Http404
    return twin.notice(version.disclosure, version, pages.feed_row(version))


@router.get("/notices/{pk}/versions/{number}", response={200: dict[str, Any], 404: Problem, 422: Problem},
            summary="一条公告的某一版")
def get_version(request: HttpRequest, pk: UUID, number: Annotated[int, Path(ge=1, le=2**31 - 1)]):
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
