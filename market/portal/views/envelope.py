"""Pages whose work is done in the reader's browser, and their files for use without the site."""
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import offline


@require_safe
def envelope(request):
    """Make keys, seal, open and check; and the same page as one file."""
    return render(request, "portal/envelope.html", {"offline": offline.page()})


@require_safe
def envelope_offline(request):
    """The page as one file, to be saved and opened from a disk."""
    return _saved(offline.page(), "envelope.html")


@require_safe
def receipt_offline(request):
    """The page that checks receipts as one file."""
    return _saved(offline.receipt_page(), "receipt.html")


@require_safe
def ranking(request):
    """Recompute a bundle in the reader's browser; and the same page as one file."""
    return render(request, "portal/ranking.html", {"offline": offline.ranking_page()})


@require_safe
def ranking_offline(request):
    """The page that recomputes rankings as one file."""
    return _saved(offline.ranking_page(), "ranking.html")


def _saved(page: offline.Offline, name: str) -> HttpResponse:
    return HttpResponse(page.content, content_type="application/octet-stream", headers={
        "Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"})
