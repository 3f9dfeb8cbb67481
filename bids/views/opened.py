"""After the opening: a bidder's own bid with what was decided on it, and files for who may read them."""
import json

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from market.core import fence, file_texts, files
from market.core.reading import require_safe

from .. import results
from ..models import OpenedFile
from .frame import context, own_lot, private, public_tender

PAGES = 20
"""Pages of a file's text on one page of ours."""
UNREADABLE = "此格式不提供文本预览；请下载后查看。"
EMPTY = "文件中没有可提取的文字（可能是扫描件）；请下载后查看。"
BROKEN = "文件无法在限定的内存和时间内读取，未提取文本；文件本身不受影响，请下载后查看。"


@require_safe
@private
def result(request: HttpRequest, pk) -> HttpResponse:
    """What became of one's own bid for a lot; nobody else's."""
    tender = public_tender(pk)
    own = own_lot(tender, request)
    if own.bid is None or own.bid.status not in results.OPENED:
        raise Http404("您的单位在这个标段（包）没有已经开启的投标文件。")
    own.bid.lot = own.lot
    return render(request, "bids/result.html", context(request, tender, "receipt", own) | {
        "found": results.of(own.bid, request.actor)})


def _file(request: HttpRequest, pk) -> OpenedFile:
    found = OpenedFile.objects.visible_to(request.actor).select_related(
        "file", "opened__bid__lot__tender", "opened__bid__party")
    one = get_object_or_404(found, pk=pk)
    if one.file is None:
        raise Http404("这个文件没有通过格式检查，不提供下载。")
    return one


@require_safe
@private
def file(request: HttpRequest, pk) -> HttpResponse:
    """A file as a download."""
    return files.response(_file(request, pk).file, request)


@require_safe
@private
def file_text(request: HttpRequest, pk) -> HttpResponse:
    """The text read out of a file, some pages at a time; nothing of it is kept."""
    one = _file(request, pk)
    pages, refusal = _text(one.file)
    shown = Paginator([(number, page) for number, page in enumerate(pages, 1) if page.strip()], PAGES).get_page(
        request.GET.get("page"))
    return render(request, "bids/file_text.html", {
        "one": one, "bid": one.opened.bid, "tender": one.opened.bid.lot.tender, "page": shown, "refusal": refusal,
        "desk_here": "bids" if one.opened.bid.party_id == request.actor.party else "tenders"})


def _text(stored) -> tuple[list[str], str]:
    """The pages of a file, or the sentence that says why there are none."""
    media_type = stored.media_type.partition(";")[0]
    if media_type not in file_texts.READABLE:
        return [], UNREADABLE
    try:
        pages = json.loads(fence.run("market.core.file_texts", str(files.path_of(stored.sha256)), media_type))
    except fence.FenceBroken:
        return [], BROKEN
    return (pages, "") if any(page.strip() for page in pages) else ([], EMPTY)
