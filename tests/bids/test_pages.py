"""A bidder's pages over HTTP: the whole way, what is late, what is somebody else's, what is said twice."""
import html
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from bids import services
from bids.models import Bid, Submission
from market.core import clock
from market.core.models import IdempotencyKey
from market.custody import receipts
from market.custody.models import Receipt
from market.parties.models import User
from tests.bids import hall
from tests.bids.hall import DUE, MS, NOW

pytestmark = pytest.mark.django_db
OF_A_PRICE = re.compile("price|amount|delivery|validity|remark|size|brand|share|domestic")
STEPS = ("join", "check", "volumes", "price", "encrypt", "confirm")
CHANGING = re.compile(r'name="(csrfmiddlewaretoken|envelope)" value="[^"]*"|nonce="[^"]*"')


@pytest.fixture(autouse=True)
def afternoon():
    with clock.frozen(NOW) as frozen:
        yield frozen


@pytest.fixture
def me():
    return hall.bidder()


@pytest.fixture
def mine(client, me):
    client.force_login(User.objects.get(pk=me.user))
    return client


@pytest.fixture
def taken(me):
    """A tender I take part in."""
    tender = hall.tender()
    services.confirm_participation(tender, actor=me)
    return tender


def at(step: str, tender, lot: int = 1) -> str:
    return f"{reverse(f'bids:{step}', args=[tender.pk])}?lot={lot}"


def hand_in(client, tender, envelopes, lot: int = 1, **more):
    return client.post(at("submit", tender, lot), {"envelope": [str(one) for one in envelopes], "agree": "on"} | more)


def text(answer) -> str:
    said = answer.content.decode()
    assert "UNDEFINED" not in said
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", said))


def test_the_whole_way_from_joining_to_the_receipt(mine, me):
    tender = hall.tender()
    lot = tender.lots.get()
    assert mine.get(reverse("bids:begin", args=[tender.pk])).url == at("join", tender)

    assert mine.post(at("join", tender), {"agree": "on", "changes_read": 0}).url == at("check", tender)
    for step in STEPS:
        page = mine.get(at(step, tender))
        assert page.status_code == 200 and text(page), step
        assert "no-store" in page["Cache-Control"] and "script-src 'self'" in page["Content-Security-Policy"]
    answer = hand_in(mine, tender, hall.envelopes(lot, me))

    said = text(mine.get(answer.url))
    assert "已递交" in said and Receipt.objects.get().number in said and me.party_name in said
    assert mine.get(reverse("bids:begin", args=[tender.pk])).url == answer.url


def test_the_receipt_file_verifies_by_the_published_keys_alone(mine, me, taken):
    hand_in(mine, taken, hall.envelopes(taken.lots.get(), me))

    file = mine.get(reverse("bids:receipt_file", args=[Receipt.objects.get().number]))

    checked = receipts.verify(file.content.decode(), receipts.public_keys())
    assert checked.said["content"]["number"] == 1 and "attachment" in file["Content-Disposition"]


def test_while_files_are_unsent_every_page_says_so(mine, me, taken):
    ready = hall.envelopes(taken.lots.get(), me)

    for address in (*(at(step, taken) for step in STEPS), reverse("bids:mine")):
        assert "文件已上传，尚未递交。未递交视为未投标。" in text(mine.get(address)), address

    hand_in(mine, taken, ready)
    assert "尚未递交" not in text(mine.get(reverse("bids:mine")))


@pytest.mark.parametrize(("offset", "status"), [(-MS, 302), (timedelta(), 409), (MS, 409)])
def test_the_deadline_decides_to_the_millisecond(mine, me, taken, afternoon, offset, status):
    ready = hall.envelopes(taken.lots.get(), me)
    afternoon.at = DUE + offset

    answer = hand_in(mine, taken, ready)

    assert answer.status_code == status
    assert Submission.objects.count() == (status == 302)


def test_a_late_one_is_refused_with_a_signed_record_and_told_what_stands(mine, me, taken, afternoon):
    lot = taken.lots.get()
    hand_in(mine, taken, hall.envelopes(lot, me))
    second = hall.envelopes(lot, me, 2)
    afternoon.at = DUE + timedelta(seconds=1)

    answer, again = hand_in(mine, taken, second), hand_in(mine, taken, second)

    said = text(answer)
    assert answer.status_code == again.status_code == 409
    assert "没有接收" in said and "第 1 版不受影响，仍然有效" in said
    assert Receipt.objects.filter(kind="late").count() == 1
    assert Bid.objects.get().current == 1
    page = mine.get(reverse("bids:receipt", args=[Receipt.objects.get(kind="late").number]))
    assert page.status_code == 200 and "逾期拒收" in text(page)


def test_a_clock_the_client_claims_decides_nothing(mine, me, taken, afternoon):
    ready = hall.envelopes(taken.lots.get(), me)
    afternoon.at = DUE

    answer = mine.post(at("submit", taken), {"envelope": ready, "agree": "on", "received_at": NOW.isoformat()},
                       headers={"Date": "Tue, 24 Nov 2026 06:00:00 GMT"})

    assert answer.status_code == 409 and not Submission.objects.exists()


def test_two_tabs_that_hand_in_the_same_get_the_same_receipt(mine, me, taken):
    ready = hall.envelopes(taken.lots.get(), me)

    first, second = hand_in(mine, taken, ready), hand_in(mine, taken, ready)

    assert first.url == second.url and Submission.objects.count() == 1
    assert not IdempotencyKey.objects.exists()


def test_handing_in_without_the_tick_or_without_files_is_a_form_error_that_changes_nothing(mine, me, taken):
    ready = hall.envelopes(taken.lots.get(), me)

    without = mine.post(at("submit", taken), {"envelope": ready})
    empty = mine.post(at("submit", taken), {"agree": "on"})
    garbled = mine.post(at("submit", taken), {"agree": "on", "envelope": ["../../etc/passwd"]})

    assert [one.status_code for one in (without, empty, garbled)] == [422, 422, 422]
    assert "这一次没有递交" in text(without)
    assert not Bid.objects.exists()


def test_a_refusal_says_whether_the_earlier_version_stands(mine, me, taken):
    lot = taken.lots.get()
    hand_in(mine, taken, hall.envelopes(lot, me))

    answer = hand_in(mine, taken, [hall.envelope(lot, me, "price", 2).pk])

    said = text(answer)
    assert answer.status_code == 409 and "还缺少文件卷" in said and "第 1 版仍然有效" in said


def test_an_envelope_that_is_anothers_is_refused_like_one_that_never_was(mine, me, taken):
    lot = taken.lots.get()
    ready = hall.envelopes(lot, me)
    other = hall.envelope(lot, hall.bidder("示例远山医疗器械有限公司"), "price")

    copied, invented = hand_in(mine, taken, [other.pk, *ready[1:]]), hand_in(mine, taken, [uuid.uuid4(), *ready[1:]])

    assert copied.status_code == invented.status_code == 409
    assert CHANGING.sub("", copied.content.decode()) == CHANGING.sub("", invented.content.decode())


def test_taking_back_asks_first_and_ends_in_a_receipt(mine, me, taken):
    hand_in(mine, taken, hall.envelopes(taken.lots.get(), me))

    assert "我确认撤回" in text(mine.get(at("withdraw", taken)))
    assert mine.post(at("withdraw", taken), {"number": 1}).status_code == 422
    answer = mine.post(at("withdraw", taken), {"number": 1, "agree": "on"})

    said = text(mine.get(answer.url))
    assert "已撤回" in said and "未再次递交视为未投标" in said
    assert Bid.objects.get().status == "withdrawn"


def test_what_belongs_to_another_organisation_is_not_there(client, me, taken):
    lot = taken.lots.get()
    handed = services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now())
    other = hall.bidder("示例远山医疗器械有限公司")
    client.force_login(User.objects.get(pk=other.user))
    number = handed.receipt_id

    for address in (reverse("bids:receipt", args=[number]), reverse("bids:receipt_file", args=[number]),
                    at("withdraw", taken)):
        assert client.get(address).status_code == 404, address
    assert client.get(reverse("bids:receipt", args=["AAAAA-BBBBB-CCCCC-DDDDD"])).status_code == 404
    assert client.post(at("withdraw", taken), {"number": 1, "agree": "on"}).status_code == 404
    assert Bid.objects.get().status == "submitted"


def test_no_page_of_another_bidder_changes_with_how_many_bid(client, me, taken):
    other = hall.bidder("示例远山医疗器械有限公司")
    services.confirm_participation(taken, actor=other)
    client.force_login(User.objects.get(pk=other.user))

    def shown() -> list[str]:
        pages = [*(at(step, taken) for step in STEPS), reverse("bids:mine")]
        return [CHANGING.sub("", client.get(page).content.decode()) for page in pages]

    before = shown()
    for number in range(3):
        rival = me if number == 0 else hall.bidder(f"示例竞争者{number}有限公司")
        services.confirm_participation(taken, actor=rival)
        lot = taken.lots.get()
        services.submit(lot, envelopes=hall.envelopes(lot, rival), actor=rival, received_at=clock.now())

    assert shown() == before


def test_a_tender_that_is_no_tender_or_still_a_draft_is_not_there(mine, taken):
    type(taken).objects.filter(pk=taken.pk).update(published_at=None)

    for pk in (taken.pk, uuid.uuid4()):
        for step in (*STEPS, "withdraw", "begin"):
            assert mine.get(reverse(f"bids:{step}", args=[pk])).status_code == 404, step
    assert mine.get(at("confirm", hall.tender(), 99)).status_code == 404


def test_changes_are_shown_and_must_be_read_before_handing_in(mine, me, taken):
    ready = hall.envelopes(taken.lots.get(), me)
    hall.amend(taken)

    assert "阅读并确认后才能递交" in text(mine.get(at("confirm", taken)))
    refused = hand_in(mine, taken, ready)
    assert refused.status_code == 409 and "您还没有确认阅读" in text(refused)
    assert "第三章参数作了修改。" in text(mine.get(at("join", taken)))
    mine.post(at("join", taken), {"agree": "on", "changes_read": 1})

    assert hand_in(mine, taken, ready).status_code == 302


def test_no_form_of_the_wizard_has_a_field_for_a_price(mine, taken):
    for step in STEPS:
        names = set(re.findall(r' name="([^"]+)"', mine.get(at(step, taken)).content.decode()))
        assert not {name for name in names if OF_A_PRICE.search(name)}, step


def test_the_browser_is_told_all_it_seals_with_and_nothing_of_others(mine, me, taken):
    page = mine.get(at("encrypt", taken)).content.decode()

    said = json.loads(html.unescape(re.search(r'data-market-bid="([^"]*)"', page)[1]))

    assert said["party"]["name"] == me.party_name and said["lot"]["id"] == str(taken.lots.get().pk)
    assert [one["version"] for one in said["volumes"]] == [1, 1, 1, 1]
    assert set(said) == {"practice", "tender", "code", "tag", "due_at", "ceiling", "quote", "lot", "party", "volumes",
                         "keys", "urls"}


def test_the_rehearsal_sends_no_form_of_ours_anywhere(mine):
    for step in ("join", "check", "volumes", "price", "encrypt", "confirm", "receipt"):
        page = mine.get(reverse("bids:practice_step", args=[step]))
        assert page.status_code == 200 and text(page)
        assert "<form" not in page.content.decode().split('class="bid-head"', 1)[1].split("<footer", 1)[0], step
    assert mine.get("/desk/bids/practice/elsewhere/").status_code == 404


def test_measuring_the_speed_keeps_nothing_and_has_a_limit(mine):
    fine = mine.post(reverse("bids:speed"), b"x" * 1000, content_type="application/octet-stream")
    much = mine.post(reverse("bids:speed"), b"x" * (1024 * 1024 + 1), content_type="application/octet-stream")

    assert fine.json() == {"bytes": 1000} and much.status_code == 413
    assert mine.get(reverse("bids:clock")).json() == {"now": "2026-11-24T06:00:00.000+00:00"}


def test_the_list_costs_the_same_queries_however_long(mine, me, django_assert_max_num_queries):
    def queries(count: int) -> int:
        for _ in range(count):
            tender = hall.tender(lots=2)
            services.confirm_participation(tender, actor=me)
            hall.envelope(tender.lots.first(), me, "price")
        with django_assert_max_num_queries(18) as seen:
            assert mine.get(reverse("bids:mine")).status_code == 200
        return len(seen)

    assert queries(1) == queries(5)


def test_a_step_costs_the_same_queries_however_many_lots(mine, me, django_assert_max_num_queries):
    few, many = hall.tender(lots=1), hall.tender(lots=40)
    found = []
    for tender in (few, many):
        services.confirm_participation(tender, actor=me)
        with django_assert_max_num_queries(27) as seen:
            assert mine.get(at("encrypt", tender)).status_code == 200
        found.append(len(seen))

    assert found[0] == found[1]


def test_who_has_not_signed_in_is_led_to_the_sign_in(client, taken):
    answer = client.get(at("confirm", taken))

    assert answer.status_code == 302 and "/account/login/" in answer.url
