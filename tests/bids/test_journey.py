"""From the notice to what two custodians open: envelopes really sealed, sent in pieces, handed in over HTTP."""
import base64
import hashlib
import uuid

import pytest
from django.urls import reverse

from bids import services
from market.core import clock, tags
from market.custody import envelope, envelopes, keys
from market.custody.models import Envelope
from market.custody.shapes import Context
from tests.bids import keyring
from tests.custody.people import Kept
from tests.factories import tenders

pytestmark = pytest.mark.django_db
FILES = {"price": ("price-sheet.json", b'{"amount":"456789.50"}'), "qualification": ("a.pdf", b"%PDF-1.7 a"),
         "business": ("b.pdf", b"%PDF-1.7 b"), "technical": ("c.pdf", b"%PDF-1.7 c" * 9000)}


@pytest.fixture(autouse=True)
def workday():
    with clock.frozen("2026-11-24T10:00") as frozen:
        yield frozen


def send(client, lot, volume: str, sealed: bytes) -> None:
    """The tus way a browser goes: begin, two pieces."""
    stage = next(one.stage for one in lot.rulebook.volumes if one.key == volume)
    said = {"id": uuid.uuid4(), "lot": lot.pk, "stage": stage, "volume": volume, "version": 1}
    written = ",".join(f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in said.items())
    begun = client.post(reverse("custody:uploads"), headers={
        "Tus-Resumable": "1.0.0", "Upload-Length": len(sealed), "Upload-Metadata": written})
    half = len(sealed) // 2
    for at, piece in ((0, sealed[:half]), (half, sealed[half:])):
        last = client.patch(begun["Location"], piece, content_type="application/offset+octet-stream",
                            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": at})
        assert last.status_code == 204, last.content.decode()
    assert last["Envelope-Sha256"] == hashlib.sha256(sealed).hexdigest()


def test_what_two_custodians_open_is_what_was_sealed_and_sent(client):
    tender = tenders.published()
    lot, me = tender.lots.get(), keyring.bidder()
    client.force_login(me.user)
    client.post(reverse("bids:join", args=[tender.pk]), {"agree": "on", "changes_read": 0})
    for volume, file in FILES.items():
        send(client, lot, volume, me.seal(lot, volume, files=(file,)))
    ids = list(Envelope.objects.values_list("pk", flat=True))

    answer = client.post(f"{reverse('bids:submit', args=[tender.pk])}?lot=1",
                         {"agree": "on", "envelope": [str(one) for one in ids]})

    assert answer.status_code == 302 and len(ids) == 4
    current = services.my_bid(lot, me.actor).submissions.get()
    for row in current.volumes.select_related("envelope"):
        opened: dict[str, Kept] = {}
        kept, place = row.envelope, (lot.pk, row.envelope.stage)
        pair = [keys.private_key(tender.cast.secrets[number][place]) for number in (1, 3)]
        context = Context(str(lot.pk), kept.stage, kept.volume, tags.owner_tag(lot.pk, me.actor.party), 1)
        with envelopes.open_sealed(kept) as source:
            manifest = envelope.open_with_custodians(
                source, pair, expect=context, signer=me.keys.signs.public_key(),
                into=lambda entry, opened=opened: opened.setdefault(entry.name, Kept()))
        name, content = FILES[kept.volume]
        assert manifest.files[0].name == name and opened[name].content == content
