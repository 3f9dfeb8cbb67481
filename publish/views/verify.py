"""Verify a number or a file that never leaves the reader's device."""
from django.shortcuts import render

from market.core.reading import require_safe

from .. import verification


@require_safe
def verify(request):
    """``?q=`` a digest, its first 12 characters, a notice id, a file's SHA-256 or a project code."""
    query = request.GET.get("q", "").strip()[:200]
    finding = verification.find(query) if query else None
    return render(request, "publish/verify.html", {"query": query, "finding": finding})
