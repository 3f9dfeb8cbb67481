"""/open-data/: data sets, feeds, the interface for programs, the licence, the dictionary, the figures explained."""
from django.shortcuts import render
from django.urls import reverse

from market.core import wording
from market.core.reading import require_safe
from tenders.rulebooks import notices

from .. import datasets, figures, records


@require_safe
def open_data(request):
    """What can be taken away, in which form, and what each column and figure means."""
    counts = records.counts()
    return render(request, "portal/open_data.html", {
        "counts": counts, "defined": figures.disclosure(counts, reverse("fulltext:notices")),
        "datasets": datasets.DATASETS,
        "dictionary": datasets.DICTIONARY, "kinds": notices.KINDS, "stages": notices.STAGES,
        "as_of": f"截至 {wording.moment(counts.as_of)}",
        "api_url": reverse("api-1:openapi-json")})
