"""The archive: its list, its closing, its pack."""
import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from market.core import files, packs
from market.core.idempotency import once
from market.core.reading import require_safe
from market.custody import receipts
from market.parties.access import signed_in

from .. import policy, services
from ..models import Archive
from . import frame


@require_safe
@signed_in
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What lies in the archive."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: UUID, *, status: int = 200, refusals=()) -> HttpResponse:
    found = frame.signed_or_404(request, pk)
    made = Archive.objects.filter(contract=found).select_related("manifest", "receipt").first()
    state, actor = found.lot.status, request.actor
    sees = _sees(found, actor)
    return frame.page(
        request, found, "archive", "archive", status=status, refusals=refusals, archive=made, sees=sees,
        folders=_folders(made) if made and sees else [], retention=found.lot.rulebook.retention,
        may_make=policy.may_act(found, "archive", actor) and state == "settled",
        archive_reasons=frame.reasons(found, "archive", actor) if state == "settled" else None)


def _sees(contract, actor) -> bool:
    """The pack holds the bids of everybody: it is not for the winner."""
    return bool(policy.sides(contract, actor) & {policy.PURCHASER, policy.AGENT, policy.SUPERVISOR})


def _folders(made: Archive) -> list[tuple[str, int, int]]:
    with files.open(made.manifest) as listed:
        rows = json.load(listed)["files"]
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        count, size = found.get(folder := row["path"].partition("/")[0], (0, 0))
        found[folder] = (count + 1, size + row["size"])
    return [(FOLDERS.get(folder, folder), *sums) for folder, sums in found.items()]


FOLDERS = {"10-tender": "招标项目、文件、澄清、规则和办理记录", "20-bids": "投标文件、开标记录、评审、定标和保证金",
           "30-notices": "公告的每一个版本",
           "40-contract": "合同、履约、验收和付款", "50-redress": "询问、质疑和投诉"}


@require_POST
@signed_in
@once("contracts.make_up")
def make_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the list."""
    return _act(request, pk, services.make_up)


@require_POST
@signed_in
@once("contracts.archive")
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the record."""
    return _act(request, pk, services.archive)


def _act(request, pk, verb) -> HttpResponse:
    try:
        verb(frame.signed_or_404(request, pk), actor=request.actor)
    except services.StepRefused as refused:
        return _page(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:archive", pk)


@require_safe
@signed_in
def pack(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything in one zip, streamed."""
    found = frame.signed_or_404(request, pk)
    made = Archive.objects.filter(contract=found).select_related("manifest", "receipt").first()
    if made is None or not _sees(found, request.actor):
        raise Http404("归档资料还没有生成。")
    with files.open(made.manifest) as listed:
        manifest = listed.read()
    pieces = packs.stream(manifest, beside={packs.RECEIPT: receipts.file_of(made.receipt).encode()})
    return packs.PackAnswer(pieces, name=f"归档 {found.number}.zip")
