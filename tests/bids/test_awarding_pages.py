"""The pages of awards: who reads them, what they offer, and that they cost the same however many lots there are."""
import uuid

import pytest
from django.test import Client

from bids.awarding import services
from bids.models import AwardLetter
from market.core import clock, workdays
from market.parties.models import User
from tests.factories import awards as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db):
    workdays.seed()
    workdays.forget()
    with clock.frozen(factory.AFTER):
        yield factory.evaluated(lots=2)


def browser(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user))
    session = client.session
    session["acting_for"] = str(actor.party)
    session.save()
    return client


def post(client: Client, path: str, **said):
    return client.post(path, said | {"idempotency_key": str(uuid.uuid4())})


def where(made, rest: str = "") -> str:
    return f"/desk/awards/{made.tender.pk}/{rest}"


def test_the_whole_way_by_pages(made):
    clerk, boss = browser(made.clerk), browser(made.boss)
    page = clerk.get(where(made)).content.decode()
    assert "送交评标报告" in page and page.count("的排名</caption>") == 2
    for number in (1, 2):
        code, confirm = made.lot(number).code, where(made, f"{number}/confirm_award/")
        assert post(clerk, where(made, f"{number}/deliver_report/"), code=code).status_code == 302
        assert post(clerk, confirm, code=code).status_code == 409
        assert post(boss, confirm, code="别的").status_code == 422
        assert post(boss, confirm, code=code).status_code == 302
    assert "公告中标结果" in clerk.get(where(made)).content.decode()
    assert post(clerk, where(made, "publish/"), lot=["1", "2"]).status_code == 302
    assert "结果已公告" in clerk.get(where(made)).content.decode()
    assert AwardLetter.objects.count() == 6


def test_a_bidder_reads_its_own_letter_and_nobody_elses(made):
    for number in (1, 2):
        services.deliver_report(made.lot(number), actor=made.clerk)
        services.confirm_award(made.lot(number), actor=made.boss)
    services.publish_results(made.tender, actor=made.clerk)
    one, other = made.bidders[0], made.bidders[1]
    mine = AwardLetter.objects.filter(bid__party=one.party).first().receipt_id

    assert browser(one.actor).get(f"/desk/letters/{mine}/").status_code == 200
    assert browser(one.actor).get("/desk/letters/").content.decode().count("/desk/letters/") >= 2
    assert browser(one.actor).get(f"/desk/letters/{mine}/letter.json").status_code == 200
    for path in ("", "letter.json", "letter.pdf"):
        assert browser(other.actor).get(f"/desk/letters/{mine}/{path}").status_code == 404
    assert Client().get(f"/desk/letters/{mine}/").status_code == 302


@pytest.mark.parametrize("role", ["supplier", "centre", "purchaser", "agent", "expert"])
def test_a_stranger_finds_no_awards(made, role):
    stranger = people.actor(people.person(people.organisation("示例旁观", role), "handler", "approver"))

    for rest in ("", "1/confirm_award/", "1/bundle.json", "1/method/"):
        assert browser(stranger).get(where(made, rest)).status_code == 404


def test_bidders_see_no_ranking_before_the_result(made):
    assert browser(made.bidders[0].actor).get(where(made)).status_code == 404


def test_a_page_of_lots_asks_a_bounded_number_of_questions(made, django_assert_max_num_queries):
    from tenders.models import Lot
    lot = made.lot(1)
    Lot.objects.bulk_create(Lot(tender=made.tender, number=n, title=f"第 {n} 包", budget=lot.budget, status="evaluated")
                            for n in range(3, 20))
    client = browser(made.clerk)
    client.get(where(made))
    with django_assert_max_num_queries(60):
        client.get(where(made))


def test_the_file_of_a_letter_is_sealed(made):
    services.deliver_report(made.lot(1), actor=made.clerk)
    services.confirm_award(made.lot(1), actor=made.boss)
    services.publish_results(made.tender, actor=made.clerk)
    letter = AwardLetter.objects.get(kind="winner")

    assert services.make_pdf(letter.pk) and not services.make_pdf(letter.pk)
    answer = browser(made.clerk).get(f"/desk/letters/{letter.receipt_id}/letter.pdf")
    assert answer.status_code == 200 and answer.content[:5] == b"%PDF-"
