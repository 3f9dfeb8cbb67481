"""One lot: changed before publication, and after the deadline moved by itself."""
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from market.core import clock
from market.core.models import Hold
from publish.models import Disclosure
from tenders import services
from tenders.models import Lot, Tender
from tests.factories import people
from tests.factories import tenders as factory
from tests.portal.pages import tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.frozen("2026-11-02T09:00:00") as frozen:
        yield frozen


def page(tender, number=1):
    return reverse("tenders:lot", args=[tender.pk, number])


def step(tender, name, number=1):
    return reverse("tenders:lot-step", args=[tender.pk, number, name])


def once(**fields) -> dict:
    return {"idempotency_key": str(uuid.uuid4()), **fields}


def text(answer) -> str:
    return tree(answer).text_content()


def typed(tender, **said) -> dict:
    return {"revision": Tender.objects.get(pk=tender.pk).revision, "title": "图书", "budget": "300,000", "ceiling": "",
            "bond": "", **said}


def test_one_lot_of_a_draft_is_changed_and_keeps_its_id(as_):
    tender = factory.draft(lots=2)
    first, second = tender.lots.order_by("number")

    answer = as_(tender.cast.handler).post(page(tender), typed(tender))

    assert answer.status_code == 302
    now = Lot.objects.get(pk=first.pk)
    assert (now.title, now.budget, now.ceiling) == ("图书", 300_000, None)
    assert Lot.objects.get(pk=second.pk).title == second.title
    assert tender.edits.order_by("-revision").first().labels == ["第 1 包"]


def test_a_stale_page_names_what_changed_and_keeps_what_was_typed(as_):
    tender = factory.draft()
    mine = typed(tender)
    services.edit(tender, revision=mine["revision"], actor=tender.cast.handler, title="改了名的项目")

    answer = as_(tender.cast.handler).post(page(tender), mine)

    assert answer.status_code == 409 and "项目名称" in text(answer)
    assert tree(answer).xpath("//input[@name='title']/@value") == ["图书"]
    assert tender.lots.get().title != "图书"


def test_nothing_of_a_published_lot_is_changed(as_):
    tender = factory.published()
    client = as_(tender.cast.handler)

    assert client.post(page(tender), typed(tender)).status_code == 409
    assert tender.lots.get().title != "图书" and not tree(client.get(page(tender))).xpath("//input[@name='title']")
    assert "随项目一并办理" in text(client.get(page(tender)))


def test_a_closed_lot_is_suspended_and_resumed_alone_and_its_page_says_so(as_, morning):
    tender = factory.closed(lots=2)
    client = as_(tender.cast.supervising)

    answer = client.post(step(tender, "suspend"), once(order_no="示财〔2026〕9号", reason="投诉处理。"))
    assert answer.url == page(tender)
    morning.move(timedelta(hours=1))

    assert "示财〔2026〕9号" in text(client.get(page(tender))) and "自动恢复" in text(client.get(page(tender)))
    assert [row.record_type for row in Hold.objects.all()] == ["tenders.lot"]
    assert client.get(step(tender, "resume")).status_code == 200
    client.post(step(tender, "resume"), once(reason="投诉已处理。"))
    assert not Hold.objects.filter(until=None).exists()
    told = [one.versions.get() for one in Disclosure.objects.filter(tender=tender).order_by("published_at")][-2:]
    assert ["暂停" in told[0].title, "恢复" in told[1].title] == [True, True]
    assert "第 1 包" in told[0].text and "投诉处理。" in told[0].text and "投诉已处理。" in told[1].text


def test_a_closed_lot_fails_alone_with_its_reason(as_):
    tender = factory.closed(lots=2)
    client = as_(tender.cast.handler)

    assert client.post(step(tender, "fail"), once(reason_code="F5", reason="重大变故。")).url == page(tender)

    assert list(tender.lots.order_by("number").values_list("status", flat=True)) == ["failed", "closed"]
    assert "重大变故" in text(client.get(page(tender)))


def test_who_may_not_is_told_who_does_and_nothing_happens(as_):
    tender = factory.closed(lots=2)

    answer = as_(tender.cast.handler).post(step(tender, "terminate"), once(reason="不买了。"))

    assert answer.status_code == 409 and "办理" in text(answer)
    assert tender.lots.filter(status="terminated").count() == 0


def test_a_stranger_and_an_unknown_lot_are_not_found(as_):
    tender = factory.closed()

    assert as_(people.act("别的单位", "purchaser", "handler")).get(page(tender)).status_code == 404
    assert as_(tender.cast.handler).get(page(tender, 9)).status_code == 404
    assert as_(tender.cast.handler).get(step(tender, "publish_notice")).status_code == 404
