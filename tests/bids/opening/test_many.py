"""A tender with many lots costs the same queries at every act and on every page as one with few."""
import hashlib
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bids.opening import records
from bids.opening.services import unsealing
from market.core import clock
from market.custody import receipts
from market.custody.shapes import canonical
from market.parties.models import User
from tests.factories import many as factory

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 24
"""Lots; three bids for each of the many still fit one portion of what SQLite takes in a statement."""
START = "2026-03-02T09:00:00"


def asked(call) -> int:
    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def life(lots: int) -> tuple[dict[str, int], dict[str, int]]:
    """Queries of each act and of each page, once the prices are shown."""
    with clock.frozen(START):
        one, acts, pages = factory.Many(lots), {}, {}
        for act in factory.ACTS:
            acts[act] = asked(getattr(one, act))
        for name, (address, who) in factory.pages(one).items():
            browser = Client()
            if who is not None:
                browser.force_login(who)
            answers = []
            browser.get(address)
            pages[name] = asked(lambda browser=browser, address=address, answers=answers: answers.append(
                browser.get(address)))
            assert answers[0].status_code == 200, (name, answers[0].status_code)
        return acts, pages


def test_neither_acts_nor_pages_ask_more_of_the_database_for_more_lots(monkeypatch):
    monkeypatch.setattr(unsealing, "KEPT_AFTER", 1e6)
    monkeypatch.setattr(unsealing, "MARGIN", 1e6)
    life(1)
    few, many = life(FEW), life(MANY)

    grown = {name: (least, most) for small, large in zip(few, many, strict=True)
             for name, least in small.items() if (most := large[name]) > least and name != "bids"}
    assert grown == {}


def test_a_record_of_many_lots_is_checked_by_its_signature_and_the_digest_of_its_annex(monkeypatch):
    monkeypatch.setattr(records, "MOST_INLINE", 4000)
    with clock.frozen(START):
        one = factory.Many(5)
        for act in factory.ACTS:
            getattr(one, act)()
        host = Client()
        host.force_login(User.objects.get(pk=one.who.handler.user))

        said = receipts.verify(host.get(f"/sessions/{one.session.pk}/record.json").content.decode(),
                               receipts.public_keys()).said["content"]
        annex = b"".join(host.get(f"/sessions/{one.session.pk}/record-lots.json"))

        assert "lots" not in said and said["annex"]["lots"] == 5 and said["annex"]["bids"] == 15
        assert hashlib.sha256(annex).hexdigest() == said["annex"]["sha256"]
        assert len(annex) == said["annex"]["size"]
        lots = json.loads(annex)["lots"]
        assert all(bid["amount"] in factory.PRICES for lot in lots for bid in lot["bids"])
        first = lots[0]["bids"][0]
        assert hashlib.sha256(canonical(first["sheet"])).hexdigest() == first["sheet_sha256"]
        assert Client().get(f"/sessions/{one.session.pk}/record-lots.json").status_code == 404


def test_a_record_of_few_lots_carries_them_itself():
    with clock.frozen(START):
        one = factory.Many(1)
        for act in factory.ACTS:
            getattr(one, act)()

        assert len(json.loads(one.session.record.content)["content"]["lots"]) == 1
        assert one.session.record_annex is None
