"""From draft to closed by the services, with notices made in the same act."""
import pytest

from market.core import clock, due
from market.core.steps import history
from publish.models import Disclosure
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db
MORNING = "2026-11-02T09:00:00"




def test_a_tender_runs_from_draft_to_closed_with_its_lots():
    with clock.frozen(MORNING):
        tender = factory.closed(lots=3)

        assert tender.status == "closed"
        assert set(tender.lots.values_list("status", flat=True)) == {"closed"}
        assert [row.step for row in history(tender)] == ["file_plan", "publish_notice", "start_bidding",
                                                         "close_bidding"]
        assert [row.step for row in tender.lots.first().log()] == ["hand_over"]
        notice = Disclosure.objects.get(tender=tender)
        assert notice.kind == "tender_notice"
        assert due.take_due() == 0
