"""Addresses under which a bidder's browser sends sealed envelopes: tus 1.0 core with creation and termination.

Bodies are read as they arrive and never held whole. Who sends stands in no address, row or log: an upload is found by
its random id and the tag of the party that asks. Refusals are JSON ``{code, message, again, facts}``; ``again`` says
whether trying the same once more makes sense.
"""
import base64
import binascii
import uuid
from collections.abc import Callable
from functools import wraps

from django.db.models import ProtectedError
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from market.core import clock, tags
from market.custody import envelopes, uploads
from market.custody.errors import CustodyRefused, EnvelopeError
from market.custody.models import Envelope, Upload
from market.custody.shapes import Context
from tenders.models import Lot

from . import guards, policy, receiving
from .models import Participation

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
STATUS = {"upload.length": 413, "upload.too_long": 413, "upload.quota": 413, "upload.disk_full": 507,
          "upload.busy": 423, "envelope.other_keys": 422}
"""Of refusals; others are 409."""
AGAIN = frozenset({"upload.busy", "upload.crowded", "upload.disk_full", "upload.offset"})
OWN = {
    "account.signed_out": (401, "登录已过期，上传已暂停；已上传的部分不会丢失，请在另一个窗口重新登录后继续。"),
    "account.may_not_bid": (403, "当前身份不能投标，没有开始上传；请切换到已核实的供应商单位，并由经办人办理。"),
    "bid.not_taking_part": (409, "尚未确认参加本项目，不能上传投标文件；请先在项目页面确认参加。"),
    "bid.no_such_volume": (422, "本项目没有这一卷文件，或者它不在这个阶段开启，没有开始上传；请刷新投标页面。"),
    "upload.unknown": (404, "没有找到这个上传，可能已经取消或者过期；请重新上传这个文件。"),
    "upload.metadata": (400, "上传请求缺少标段、卷、版本或者编号，没有开始上传；请刷新投标页面后重试。"),
    "upload.tus": (412, "上传程序的版本不对，没有接收；请刷新页面后重试。"),
    "upload.type": (415, "送来的不是上传的数据片段，没有接收；请刷新页面后重试。"),
    "upload.unmeasured": (411, "上传请求没有写明长度，没有接收；请刷新页面后重试。"),
    "upload.crowded": (503, "正在上传的人较多，稍后自动继续；已上传的部分不会丢失。"),
    "upload.offset": (409, "断点与平台记录的不一致，没有接收；将从平台记录的位置继续。"),
}


def _refuse(code: str, **headers: object) -> HttpResponse:
    status, message = OWN[code]
    return _answer(status, {"code": code, "message": message, "again": code in AGAIN, "facts": {}}, **headers)


def _answer(status: int, body: dict | None = None, **headers: object) -> HttpResponse:
    answer = HttpResponse(status=status) if body is None else JsonResponse(
        body, status=status, json_dumps_params={"ensure_ascii": False})
    for name, value in {"tus_resumable": VERSION, "cache_control": "no-store", **headers}.items():
        answer[name.replace("_", "-").title()] = str(value)
    return answer


def _tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What every address has in common: who may ask, the version, refusals as JSON."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return _answer(204, tus_version=VERSION, tus_extension="creation,termination",
                           tus_max_size=uploads.most_bytes("any"))
        if not request.actor:
            return _refuse("account.signed_out")
        if not policy.may_bid(request.actor):
            return _refuse("account.may_not_bid")
        if request.headers.get("Tus-Resumable") != VERSION:
            return _refuse("upload.tus", tus_version=VERSION)
        try:
            return view(request, *args, **kwargs)
        except uploads.OffsetConflict as conflict:
            return _refuse("upload.offset", upload_offset=conflict.offset)
        except CustodyRefused as refused:
            return _answer(STATUS.get(refused.code, 409), {"code": refused.code, "message": refused.message,
                                                           "again": refused.code in AGAIN, "facts": refused.facts})
        except EnvelopeError as refused:
            return _answer(422, {"code": refused.code, "message": refused.message, "again": False, "facts": {}})
        except Upload.DoesNotExist:
            return _refuse("upload.unknown")

    return guarded


@require_http_methods(["POST", "OPTIONS"])
@_tus
def begin(request):
    """Open an upload. ``Upload-Metadata`` gives ``id`` (a random UUID), ``lot``, ``stage``, ``volume``, ``version``."""
    try:
        said, length = _metadata(request.headers.get("Upload-Metadata", "")), int(request.headers["Upload-Length"])
        upload_id, lot_id, version = uuid.UUID(said["id"]), uuid.UUID(said["lot"]), int(said["version"])
        lot = Lot.objects.select_related("tender").get(pk=lot_id, tender__published_at__isnull=False)
        context = Context(str(lot.pk), said["stage"], said["volume"], _tag(request, lot.pk), version)
    except (ValueError, KeyError, EnvelopeError):
        return _refuse("upload.metadata")
    except Lot.DoesNotExist:
        return _refuse("upload.unknown")
    if refusal := _closed(request, lot):
        return refusal
    if (context.volume, context.stage) not in {(one.key, one.stage) for one in lot.rulebook.volumes}:
        return _refuse("bid.no_such_volume")
    upload = uploads.begin(id=upload_id, context=context, length=length)
    return _answer(201, location=reverse("custody:upload", args=[upload.pk]), upload_offset=upload.offset)


@require_http_methods(["HEAD", "PATCH", "DELETE", "OPTIONS"])
@_tus
def upload(request, pk: uuid.UUID):
    """Where an upload stands; its next piece; giving it up."""
    found = Upload.objects.filter(pk=pk).first()
    kept = None if found else Envelope.objects.filter(pk=pk).first()
    record = found or kept
    if record is None or record.tag != _tag(request, record.lot):
        return _refuse("upload.unknown")
    if request.method == "DELETE":
        return _delete(found, kept)
    if request.method == "HEAD" or kept:
        return _stands(record)
    return _append(request, found)


def _append(request, found: Upload) -> HttpResponse:
    lot = Lot.objects.select_related("tender").get(pk=found.lot)
    if refusal := _closed(request, lot):
        return refusal
    if request.content_type != PIECE:
        return _refuse("upload.type")
    try:
        offset, count = int(request.headers["Upload-Offset"]), int(request.headers["Content-Length"])
    except (KeyError, ValueError):
        return _refuse("upload.unmeasured")
    try:
        with receiving.slot():
            found = uploads.append(found, offset=offset, content=request, count=count)
    except receiving.Crowded:
        return _refuse("upload.crowded", retry_after=1)
    return _stands(uploads.finish(found) if found.offset == found.length else found)


def _delete(found: Upload | None, kept: Envelope | None) -> HttpResponse:
    try:
        if found:
            uploads.discard(found)
        else:
            envelopes.remove(kept)
    except ProtectedError as error:
        raise CustodyRefused("envelope.submitted") from error
    return _answer(204)


def _stands(record: Upload | Envelope) -> HttpResponse:
    """How much has arrived; of a whole one its id and hash, which the browser compares with its own."""
    if isinstance(record, Upload):
        return _answer(204, upload_offset=record.offset, upload_length=record.length)
    return _answer(204, upload_offset=record.size, upload_length=record.size, envelope_id=record.pk,
                   envelope_sha256=record.sha256)


def _closed(request, lot: Lot) -> HttpResponse | None:
    """Why nothing is taken for that lot from this party now."""
    tender = lot.tender
    if not Participation.objects.filter(tender=tender, tag=_tag(request, tender.pk)).exists():
        return _refuse("bid.not_taking_part")
    if lot.status != "pending" or tender.bids_due_at is None or clock.now() >= tender.bids_due_at:
        late = guards.before_deadline.reason
        return _answer(409, {"code": late.code, "message": late.message, "again": False, "facts": {}})
    return None


def _tag(request, scope) -> str:
    return tags.owner_tag(scope, request.actor.party)


def _metadata(text: str) -> dict[str, str]:
    """``name base64,name base64`` as a dict. Raises ValueError."""
    try:
        return {name: base64.b64decode(value, validate=True).decode() for name, value in
                (pair.split(" ", 1) for pair in text.split(","))}
    except binascii.Error as error:
        raise ValueError("not base64") from error
