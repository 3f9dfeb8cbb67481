"""What changes while a bid is prepared is on the wizard's pages before anything is handed in."""
from datetime import timedelta

import pytest
from django.urls import reverse

from bids import services as bids
from market.core import clock, wording
from market.parties.models import User
from tenders import services
from tenders.models import Tender
from tests.bids import hall
from tests.factories import tenders as factory
from tests.portal.pages import tree

pytestmark = pytest.mark.django_db
BEFORE_HANDING_IN = ("join", "check", "volumes", "price", "encrypt", "confirm")


@pytest.fixture(autouse=True)
def time(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    with clock.frozen("2026-11-02T09:00:00") as frozen:
        yield frozen


@pytest.fixture
def me():
    return hall.bidder()


@pytest.fixture
def mine(client, me):
    client.force_login(User.objects.get(pk=me.user))
    return client


def page(client, tender, step: str) -> str:
    return tree(client.get(f"{reverse(f'bids:{step}', args=[tender.pk])}?lot=1")).text_content()


def test_an_amended_fact_is_told_with_both_readings_and_blocks_handing_in_until_it_is_read(mine, me):
    tender = factory.published()
    bids.confirm_participation(tender, actor=me)
    services.clarify(tender, text="开标地点改变。", affects=False, actor=tender.cast.handler,
                     changes={"opening_place": "第 5 开标室"})

    for step in BEFORE_HANDING_IN:
        assert "1 处新的变化，阅读并确认后才能递交" in page(mine, tender, step), step
    join = page(mine, tender, "join")
    assert "开标地点改变。" in join and "第 2 开标室，可在线参加" in join and "第 5 开标室" in join
    mine.post(f"{reverse('bids:join', args=[tender.pk])}?lot=1", {"agree": "on", "changes_read": 1})

    assert "处新的变化" not in page(mine, tender, "confirm")


def test_a_suspension_is_told_on_every_page_and_its_end_with_the_new_deadline(mine, me, time):
    tender = factory.published()
    bids.confirm_participation(tender, actor=me)
    services.suspend(tender, order_no="示财〔2026〕9号", reason="投诉处理。", actor=tender.cast.supervising)

    for step in BEFORE_HANDING_IN:
        assert "示例市财政局以示财〔2026〕9号自" in page(mine, tender, step), step
    time.move(timedelta(days=9))
    services.resume(tender, reason="投诉已处理完毕。", actor=tender.cast.supervising)

    assert "示财〔2026〕9号自" not in page(mine, tender, "confirm")
    join = page(mine, tender, "join")
    new = Tender.objects.get(pk=tender.pk).bids_due_at
    assert "恢复采购活动" in join and new > tender.bids_due_at
    assert wording.moment(tender.bids_due_at) in join and wording.moment(new) in join
