"""Verify a number, a receipt, or a file that never leaves the reader's device."""
import json

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from market.core import typed
from market.core.reading import require_safe
from market.custody import receipts, roots
from market.custody.errors import CustodyRefused

from .. import verification

MOST = 256 * 1024
"""Bytes of a receipt that is read."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """``?q=`` a digest, its first 12 characters, a notice id, a file's SHA-256, a project code or a receipt's number.

    A receipt posted as ``receipt`` is checked and kept nowhere; it changes nothing, so it needs no token.
    """
    query = typed.words(request, most=200)
    finding = verification.find(query, actor=request.actor) if query else None
    page = {"query": query, "finding": finding, "keys": receipts.described()}
    status = 200
    if finding and finding.receipt:
        page["said"] = json.loads(finding.receipt.content)
    if request.method == "POST":
        page |= _check(request)
        status = 422 if "refused" in page else 200
    answer = render(request, "publish/verify.html", page, status=status)
    if request.method == "POST" or (finding and finding.receipt):
        add_never_cache_headers(answer)
    return answer


def _check(request) -> dict:
    upload = request.FILES.get("receipt")
    text = upload.read(MOST + 1).decode(errors="replace") if upload else ""
    try:
        return {"checked": receipts.verify(text, receipts.public_keys())}
    except CustodyRefused as refused:
        return {"refused": refused}


def _twin(content: dict) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def keys(request):
    """The public keys receipts are checked with, and the digests of the scripts that seal."""
    return _twin(receipts.described())


@require_safe
def chain_roots(request):
    """The signed roots over the chains of steps, the newest first; without sizes."""
    return _twin(roots.described())
