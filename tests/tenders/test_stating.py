"""What a tender states: of its own, or of its lots together."""
from decimal import Decimal

import pytest

from market.core import clock
from market.core.trades import trade
from publish import factsbox
from publish.models import Disclosure
from tenders.models import Tender
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    with clock.frozen("2026-11-02T09:00:00"):
        yield factory.draft(lots=2)


def test_what_the_lots_state_is_stated_as_their_sum(draft):
    draft.lots.filter(number=1).update(bond=Decimal("8000.00"))

    said = draft.stated()

    assert said["price_ceiling"] == {"amount": "960000.00", "currency": "CNY", "of": "lots"}
    assert said["bond"] == {"amount": "8000.00", "currency": "CNY", "of": "lots"}


def test_a_ceiling_that_one_lot_lacks_is_no_sum_and_what_the_tender_states_goes_first(draft):
    draft.lots.filter(number=2).update(ceiling=None)
    Tender.objects.filter(pk=draft.pk).update(bond=Decimal("9000.00"))
    draft.lots.update(bond=Decimal("1.00"))

    said = Tender.objects.get(pk=draft.pk).stated()

    assert "price_ceiling" not in said and said["bond"] == {"amount": "9000.00", "currency": "CNY"}


def test_the_facts_of_a_notice_of_ours_say_what_leaving_empty_means():
    with clock.frozen("2026-11-02T09:00:00"):
        tender = factory.published(lots=2)
        notice = Disclosure.objects.select_related("tender__region").get(tender=tender)
        version = notice.versions.get()
        rows = {row.label: row for row in factsbox.rows(version.facts, "notice", trade(notice.trade), notice)}

    assert rows["最高限价"].value == "960,000.00 元" and rows["最高限价"].second.startswith("各标段（包）合计")
    assert rows["投标保证金"].value == "不收取" and rows["代理机构"].value == "未委托代理机构"
    assert "为各标段（包）合计" in version.text
