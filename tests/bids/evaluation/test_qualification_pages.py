"""The pages of a qualification review, the files it looks at, and what a bidder reads of its own bid."""
from datetime import timedelta

import pytest
from django.urls import reverse

from bids.evaluation.qualification import reading, services
from bids.models import OpenedFile, Participation, QualificationCheck
from market.core import clock, tags
from market.custody.models import Seat
from market.parties.models import User
from tests.factories import people
from tests.portal.pages import faults

from . import reviews

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("qualification-pages")]
NAME, THIRD = "示例长堤建设有限公司", "示例北岸水利有限公司"


@pytest.fixture(scope="module")
def world(kept):
    with kept():
        return reviews.begin(lots=2)


@pytest.fixture
def one(world):
    with clock.frozen(reviews.AFTER + timedelta(hours=1)):
        yield world


@pytest.fixture
def see(client):
    """The answer somebody gets at an address, whole."""
    def ask(actor, address, **posted):
        client.logout()
        if actor:
            client.force_login(User.objects.get(pk=actor.user))
        answer = client.post(address, posted) if posted else client.get(address)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            assert faults(answer) == []
        return answer
    return ask


def cells(one, number: int = 0, **changes) -> dict:
    """What the form of a bid posts: every item passed, but for the changes by their field."""
    kept = {check.item: check.revision for check in one.bid(number).checks.all()}
    posted = {}
    for key in one.items:
        posted |= {f"{key}-passed": "yes", f"{key}-reason": "", f"{key}-basis": "", f"{key}-revision": kept.get(key, 0)}
    return posted | {name.replace("__", "-"): value for name, value in changes.items()}


def everybody(one) -> dict:
    """An actor of every kind; None is the public."""
    staff = people.actor(people.person(Seat.objects.get(subject=one.opening.tender.pk, number=1).party, "handler"))
    stranger = people.actor(people.person(people.organisation("示例局外采购单位", "purchaser", "agent", "supervisor"),
                                          "handler", "approver", "host"))
    return {"recorder": one.recorder, "approver": one.approver, "agent": one.agent, "supervisor": one.supervising,
            "host": one.opening.host, "bidder": one.opening.bidders[0].actor, "rival": one.opening.bidders[1].actor,
            "custodian": one.opening.custodians[3], "centre": staff, "stranger": stranger, "public": None}




READS = {"recorder", "approver", "agent", "supervisor", "host"}


def test_who_reads_the_grid_and_one_bid(one, see):
    for who, actor in everybody(one).items():
        for address in (reading.url(one.lot), reading.url(one.lot, one.bid(2))):
            answer = see(actor, address)
            assert answer.status_code == (200 if who in READS else 302 if actor is None else 404), (who, address)
            assert (THIRD in answer.content.decode()) == (who in READS), (who, address)


def test_the_tab_tells_the_centre_the_state_alone(one, see):
    said = see(everybody(one)["centre"], reading.tender_url(one.opening.tender.pk)).content.decode()

    assert "等待资格审查" in said and NAME not in said and reading.url(one.lot) not in said
    assert see(one.recorder, reverse("tenders:tab", args=[one.opening.tender.pk, "evaluation"])).url == \
        reading.tender_url(one.opening.tender.pk)
    assert reading.url(one.lot) in see(one.recorder, reading.tender_url(one.opening.tender.pk)).content.decode()


def test_the_review_is_recorded_asked_and_confirmed_by_pages(one, see):
    first, grid = one.items[0], reading.url(one.lot)
    assert see(one.recorder, reading.url(one.lot, one.bid(0)), **cells(one)).status_code == 302
    bad = see(one.recorder, reading.url(one.lot, one.bid(1)), **cells(one, 1, **{f"{first}__passed": "no"}))
    assert bad.status_code == 422 and "不合格的，请写明理由" in bad.content.decode()
    assert QualificationCheck.objects.filter(bid=one.bid(1)).count() == 0
    worse = {f"{first}__passed": "no", f"{first}__reason": "营业执照过期。", f"{first}__basis": "招标文件第二章"}
    assert see(one.recorder, reading.url(one.lot, one.bid(1)), **cells(one, 1, **worse)).status_code == 302
    early = see(one.recorder, grid, idempotency_key="k0")
    assert early.status_code == 409 and "项没有审查" in early.content.decode()
    assert see(one.recorder, reading.url(one.lot, one.bid(2)), **cells(one, 2)).status_code == 302
    assert see(one.recorder, grid, idempotency_key="k1").status_code == 302
    assert "作出复核结论" not in see(one.recorder, grid).content.decode()
    assert "作出复核结论" in see(one.approver, grid).content.decode()
    assert see(one.approver, grid, idempotency_key="k2", remark="").status_code == 422
    assert see(one.approver, grid, idempotency_key="k3", agrees="yes", remark="").status_code == 302

    said = see(one.approver, grid).content.decode()
    assert "不足 3 家，依法不得评标" in said and "去办理废标" in said and "营业执照过期" in said
    assert "资格审查完毕" in see(one.recorder, reading.tender_url(one.opening.tender.pk)).content.decode()
    assert see(one.recorder, reading.url(one.lot, one.bid(1))).content.decode().count("<fieldset") == len(one.items)


def test_two_tabs_lose_nothing(one, see):
    first, address = one.items[0], reading.url(one.lot, one.bid())
    stale = cells(one, **{f"{first}__passed": "no", f"{first}__reason": "我的意见", f"{first}__basis": "某条"})
    assert see(one.agent, address, **{f"{first}-passed": "yes", f"{first}-reason": "", f"{first}-basis": "",
                                      f"{first}-revision": 0, **{f"{key}-revision": 0 for key in one.items}}
               ).status_code == 302

    answer = see(one.recorder, address, **stale)

    said = answer.content.decode()
    assert answer.status_code == 409 and "代理丙" in said and "我的意见" in said and "其余 5 项已保存" in said
    kept = {check.item: check for check in one.bid().checks.all()}
    assert len(kept) == len(one.items) and kept[first].passed and kept[first].by == str(one.agent)
    assert f'name="{first}-revision" value="1"' in said


def test_saving_is_refused_with_its_sentence_once_it_waits(one, see):
    one.record_all()
    services.ask(one.lot, actor=one.recorder)

    answer = see(one.recorder, reading.url(one.lot, one.bid()), **cells(one, **{f"{one.items[0]}__passed": "no",
        f"{one.items[0]}__reason": "x", f"{one.items[0]}__basis": "x"}))

    assert answer.status_code == 409 and "已经提交复核，不能再修改" in answer.content.decode()


def test_files_are_given_to_those_who_may_read_them_and_to_nobody_else(one, see):
    files = {row.volume: row for row in OpenedFile.objects.filter(opened__bid=one.bid())}
    may = {who: {"qualification"} for who in READS} | {who: set(files) for who in ("supervisor", "bidder")}
    for who, actor in everybody(one).items():
        for volume, row in files.items():
            for name in ("bids:file", "bids:file-text"):
                answer = see(actor, reverse(name, args=[row.pk]))
                lawful = volume in may.get(who, ())
                assert answer.status_code == (200 if lawful else 302 if actor is None else 404), (who, volume, name)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert ("机密内容" in content.decode("utf-8", "replace")) == lawful, (who, volume, name)
                if lawful and name == "bids:file":
                    assert answer["Content-Disposition"].startswith("attachment")
                    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_was_refused_is_named_and_has_no_address(one, see):
    row = OpenedFile.objects.filter(opened__bid=one.bid(), volume="qualification").first()
    OpenedFile.objects.filter(pk=row.pk).update(file=None, refused="file.kind")

    assert see(one.recorder, reverse("bids:file", args=[row.pk])).status_code == 404
    said = see(one.recorder, reading.url(one.lot, one.bid())).content.decode()
    assert "未通过格式检查" in said and str(row.pk) not in said


def test_each_bidder_reads_its_own_result_with_the_reason_and_the_way_to_challenge(one, see):
    address = reverse("bids:result", args=[one.opening.tender.pk])
    mine, rival = (bidder.actor for bidder in one.opening.bidders[:2])
    assert "等待资格审查" in see(mine, address).content.decode()
    one.confirmed(0)

    said = see(mine, address).content.decode()
    assert "否决（资格审查）" in said and reviews.REASON in said and reviews.BASIS in said
    assert "7 个工作日内" in said and "2026年12月3日" in said and "提出质疑" in said
    other = see(rival, address).content.decode()
    assert "有效" in other and reviews.REASON not in other and NAME not in other
    for actor in (one.recorder, everybody(one)["stranger"]):
        assert see(actor, address).status_code == 404
    tender = one.opening.tender
    Participation.objects.create(tender=tender, tag=tags.owner_tag(tender.pk, mine.party), confirmed_at=clock.now())
    assert address in see(mine, reverse("bids:mine")).content.decode()


def test_the_public_reads_the_state_and_no_name(one, see):
    one.confirmed(0)
    tender = one.opening.tender
    for address in (f"/sessions/{one.opening.review.pk}/", f"/sessions/{one.opening.review.pk}.json"):
        answer = see(None, address)
        assert answer.status_code == 200 and NAME not in answer.content.decode()
    assert see(None, reading.tender_url(tender.pk)).status_code == 302


def test_grid_and_bid_cost_the_same_for_many(one, see, django_assert_max_num_queries, client):
    for number in range(3):
        one.record(number)
    see(one.recorder, reading.url(one.lot))
    with django_assert_max_num_queries(32):
        client.get(reading.url(one.lot))
    with django_assert_max_num_queries(36):
        client.get(reading.url(one.lot, one.bid()))
    with django_assert_max_num_queries(26):
        client.get(reading.tender_url(one.opening.tender.pk))
