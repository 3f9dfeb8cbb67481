"""Sealed envelopes, for practice: everything happens in the reader's browser."""
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
    return HttpResponse(offline.page().content, content_type="application/octet-stream", headers={
        "Content-Disposition": 'attachment; filename="envelope.html"', "X-Content-Type-Options": "nosniff"})
