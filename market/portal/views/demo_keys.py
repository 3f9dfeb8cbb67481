"""/demo/keys/mine.json: the key file of an invented bidder, for who signs in as that bidder in a demo."""
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache

from market.core.models import City
from market.core.reading import require_safe
from market.parties.access import signed_in

from ..demo import custodians


@never_cache
@require_safe
@signed_in
def demo_own_keys(request):
    """The key file that the demo made for this bidder; 404 outside a demo. Custodians find theirs on their own page."""
    path = custodians.folder() / f"{request.user.get_username()}.json"
    if not City.objects.filter(demo=True).exists() or not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="application/json", headers={
        "Content-Disposition": f"attachment; filename=envelope-key-{path.name}"})
