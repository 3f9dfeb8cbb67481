"""The printed receipt, for its holder alone."""
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from market.core import files
from market.core.reading import require_safe
from market.custody import papers, receipts
from market.parties.access import signed_in


@never_cache
@require_safe
@signed_in
def receipt_pdf(request, number: str):
    """The PDF; asked for the first time it is ordered, and the page says so. 404 for everybody but the holder."""
    receipt = receipts.held(number, actor=request.actor)
    if receipt is None:
        raise Http404
    if receipt.paper:
        return files.response(receipt.paper)
    papers.order(receipt)
    answer = render(request, "custody/paper_wait.html", {"receipt": receipt, "desk_here": "bids"}, status=202)
    answer["Refresh"] = "2"
    return answer
