"""/desk/keys/: the key one signs and opens bids with. Made in the browser; only its public halves come here."""
import base64
import binascii

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from market.core.idempotency import once

from .. import possession, services
from ..access import signed_in
from ..errors import PartyRefused
from ..models import SigningKey, User
from .organisation import back, own_party, page, refused

UNREADABLE = PartyRefused("key.malformed", "没有收到密钥的公开部分。请在本页制作密钥文件并重新选择它，然后登记。")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UNREADABLE from error


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request):
    """The keys of the organisation's people; making and registering one's own."""
    party = own_party(request)
    if party is None:
        return page(request, "no_party", {"waiting": []})
    if request.method == "POST":
        return _register(request, party)
    rows = list(SigningKey.objects.filter(party=party).select_related("user").order_by("-registered_at"))
    return page(request, "keys", {
        "party": party, "keys": rows, "administers": "admin" in request.actor.duties,
        "mine": next((row for row in rows if row.user_id == request.actor.user and row.revoked_at is None), None),
        "may": bool(request.actor.duties & {"admin", "handler"}),
        "prefix": f"{possession.PREFIX}|{party.pk}|{request.actor.user}",
    })


@once("parties.key", again=lambda request, row: HttpResponse(status=row.status))
def _register(request, party):
    try:
        opens, signs, proof = (_bytes(request.POST.get(name, "")) for name in ("opens", "signs", "proof"))
        made = services.register_signing_key(party=party, user=User.objects.get(pk=request.actor.user), opens=opens,
                                             signs=signs, proof=proof, actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return back("parties:keys", "密钥已登记，可以用它加密和签署投标文件。", request, made)


@signed_in
@require_POST
def key_revoke(request, pk):
    """Take a key out of use."""
    row = get_object_or_404(SigningKey.objects.filter(party_id=request.actor.party), pk=pk)
    try:
        services.revoke_signing_key(row, actor=request.actor)
    except PartyRefused as error:
        return refused(request, error)
    return back("parties:keys", "密钥已停用。用它签署过的文件仍然有效。", request)
