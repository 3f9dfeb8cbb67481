"""Every address of the site, app by app."""
from django.urls import include, path

from market.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("market.parties.signin_urls")),
    path("", include("market.parties.urls")),
    path("", include("bids.custody_urls")),
    path("", include("bids.opening.urls")),
    path("", include("bids.evaluation.qualification.urls")),
    path("", include("bids.evaluation.urls")),
    path("", include("market.funds.urls")),
    path("", include("bids.bonds.urls")),
    path("", include("bids.awarding.urls")),
    path("", include("bids.urls")),
    path("", include("market.contracts.urls")),
    path("", include("market.redress.urls")),
    path("", include("tenders.urls")),
    path("", include("publish.urls")),
    path("", include("search.urls")),
    path("", include("market.portal.urls")),
]
handler400 = "market.portal.errors.bad_request"
handler403 = "market.portal.errors.forbidden"
handler404 = "market.portal.errors.not_found"
handler500 = "market.portal.errors.server_error"
