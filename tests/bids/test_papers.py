"""The printed receipt: for its holder, made by the worker, once."""
import uuid

import pytest

from market.core import subscribers, tags
from market.core.models import OutboxRow
from market.custody import receipts
from market.custody.models import Receipt
from tests.factories import people
from tests.factories.city import load_city
from tests.publish.test_receipts import CONTENT

from .ground import browser

pytestmark = pytest.mark.django_db(transaction=True)
LOT = uuid.UUID("0b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11")


@pytest.mark.typeset
def test_the_holder_gets_a_paper_once_the_worker_made_it_and_nobody_else_does():
    load_city()
    party = people.organisation("机密投标有限公司", "supplier")
    receipt = receipts.issue(Receipt.Kind.SUBMITTED, subject=LOT, tag=tags.owner_tag(LOT, party.pk), content=CONTENT)
    holder, url = browser(people.person(party, "handler")), f"/desk/bids/receipts/{receipt.number}/receipt.pdf"

    for stranger in ("supplier", "centre", "supervisor"):
        client = browser(people.person(people.organisation(stranger, stranger), "handler"))
        assert client.get(url).status_code == 404
    assert not OutboxRow.objects.exists()

    for _ in range(2):
        waiting = holder.get(url)
        assert waiting.status_code == 202 and waiting["Refresh"] == "2"
    assert OutboxRow.objects.count() == 1 and "机密" not in str(OutboxRow.objects.values().get())
    subscribers.drain("custody.papers")

    paper = holder.get(url)
    assert paper.status_code == 200 and b"".join(paper).startswith(b"%PDF-")
    assert client.get(url).status_code == 404
