"""What a bidder's browser is told so that it can seal: plain JSON, nothing of it secret to the bidder."""
from django.urls import reverse

from market.core.money import show
from market.custody import keys, seats, shapes
from market.parties.models import Party, SigningKey
from tenders.rulebooks.volumes import OPENING, Volume

from . import quoting
from .records import LotDesk

PRICE = shapes.PRICE
MOST_FILES = shapes.MOST_FILES


def registered(party_id) -> list[SigningKey]:
    """The keys a party may sign its bids with."""
    return list(SigningKey.objects.filter(party=party_id, revoked_at=None).order_by("registered_at"))


def for_browser(own: LotDesk, actor, *, urls: dict[str, str]) -> dict:
    """The lot, its volumes with the custodians' public keys and the version to seal as, the party and its keys."""
    lot, tender = own.lot, own.lot.tender
    party = Party.objects.prefetch_related("identifiers").get(pk=actor.party)
    points = {stage: [keys.b64(point) for point in seats.points(lot.pk, stage)]
              for stage in {one.stage for one in lot.rulebook.volumes}}
    return {
        "practice": False, "tender": str(tender.pk), "code": tender.code, "tag": own.tag,
        "due_at": tender.bids_due_at.isoformat(), "ceiling": _amount(quoting.ceiling(lot)),
        "quote": quoting.asked(lot).as_json(),
        "lot": {"id": str(lot.pk), "number": lot.number, "title": lot.title},
        "party": {"id": str(party.pk), "name": party.name, "code": party.code},
        "volumes": [{**_volume(one.volume), "version": one.next_version, "custodians": points[one.volume.stage],
                     "uploaded": {"version": one.newest.version, "sha256": one.newest.sha256, "size": one.newest.size}
                     if one.newest else None} for one in own.volumes],
        "keys": [{"opens": one.opens_fingerprint, "signs": one.signs_fingerprint} for one in registered(actor.party)],
        "urls": {"uploads": reverse("custody:uploads"), **urls},
    }


def for_practice(actor, *, volumes: tuple[Volume, ...], ceiling, urls: dict[str, str]) -> dict:
    """The same for a lot that does not exist: the browser makes all keys itself and sends nothing."""
    return {
        "practice": True, "tender": "practice", "code": "演练", "tag": "0" * 64, "due_at": "",
        "ceiling": _amount(ceiling), "quote": quoting.PRACTICE.as_json(),
        "lot": {"id": "00000000-0000-4000-8000-000000000000", "number": 1, "title": "演练标段（包）"},
        "party": {"id": str(actor.party or ""), "name": actor.party_name or "演练投标人", "code": ""},
        "volumes": [{**_volume(one), "version": 1, "custodians": [], "uploaded": None} for one in volumes],
        "keys": [], "urls": urls,
    }


def _volume(volume: Volume) -> dict:
    return {"key": volume.key, "label": volume.label, "stage": volume.stage, "required": volume.required,
            "price": volume.key == PRICE and volume.stage == OPENING}


def _amount(value) -> str:
    return show(value).replace(",", "") if value is not None else ""
