"""The qualification review: who records, who confirms, what is refused, and what follows from it."""
from datetime import timedelta

import pytest

from bids.evaluation.qualification import reading, services
from bids.evaluation.qualification.services import Found
from bids.models import Bid, OpeningSession, QualificationCheck, QualificationReview, Verdict
from market.core import clock
from market.core.models import Hold
from market.core.steps import StepRefused, why_not
from publish.models import Disclosure
from tenders import ports
from tenders import services as tenders
from tenders.models import Lot, Tender
from tests.factories import people

from . import reviews

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("qualification")]


def refused(code: str):
    return pytest.raises(StepRefused, match=code.replace(".", r"\."))


@pytest.fixture(scope="module")
def world(kept):
    with kept():
        return reviews.begin(bidders=4)


@pytest.fixture
def one(world):
    with clock.frozen(reviews.AFTER + timedelta(hours=1)):
        yield world


def test_one_records_another_confirms_and_every_bid_has_its_verdict(one):
    lot = one.confirmed(1)

    assert lot.status == "qualification_reviewed"
    verdicts = {row.bid_id: row for row in Verdict.objects.filter(bid__lot=lot)}
    assert [verdicts[one.bid(number).pk].passed for number in range(4)] == [True, False, True, True]
    failed = verdicts[one.bid(1).pk]
    assert reviews.REASON in failed.ground and failed.basis == reviews.BASIS and failed.by == str(one.approver)
    assert [said["passed"] for said in failed.detail["items"]] == [False, *[True] * (len(one.items) - 1)]
    assert one.bid(1).pk not in set(Bid.objects.filter(lot=lot).standing().values_list("pk", flat=True))
    assert ports.evaluation.counts(lot.tender_id)[lot.pk] == ports.Counts(4, 4, 3, 3)
    log = lot.log()[-1]
    assert (log.step, log.actor) == ("review_qualification", str(one.approver))


def test_the_agent_may_review_too(one):
    one.record(0, actor=one.agent)

    assert QualificationCheck.objects.filter(by=str(one.agent)).count() == len(one.items)


@pytest.mark.parametrize("who", ["bidder", "supervisor", "host", "custodian", "expert", "unproved agent"])
def test_nobody_else_records_asks_or_confirms(one, who):
    expert = people.actor(people.person(people.organisation("示例专家所在单位"), "handler", "approver"))
    other = people.actor(people.person(people.organisation("另一代理", "agent", proved=False), "handler"))
    actor = {"bidder": one.opening.bidders[0].actor, "supervisor": one.supervising, "host": one.opening.host,
             "custodian": one.opening.custodians[3], "expert": expert, "unproved agent": other}[who]

    with refused("qualification.not_yours"):
        one.record(0, actor=actor)
    with refused("qualification.not_yours"):
        services.ask(one.lot, actor=actor)
    with refused("qualification.not_yours"):
        services.confirm(one.lot, agrees=True, actor=actor)
    assert not QualificationCheck.objects.exists() and not QualificationReview.objects.exists()


def test_an_item_somebody_else_saved_meanwhile_is_not_overwritten_and_the_rest_is_saved(one):
    first, second, third = one.items[:3]
    one.record(0, items=[first])
    saved = services.record(one.bid(), [
        Found(first, False, "晚到的意见", "某条", 0), Found(second, True), Found(third, True)], actor=one.agent)

    assert saved.count == 2 and [check.item for check in saved.overtaken] == [first]
    rows = {check.item: check for check in one.bid().checks.all()}
    assert rows[first].passed and rows[first].by == str(one.recorder) and rows[second].by == str(one.agent)
    again = services.record(one.bid(), [Found(first, False, "晚到的意见", "某条", 1)], actor=one.agent)
    assert again.count == 1 and one.bid().checks.get(item=first).revision == 2


def test_saving_what_stands_changes_nothing(one):
    one.record(0)
    before = list(one.bid().checks.order_by("item").values_list("item", "at", "revision", "by"))
    saved = services.record(one.bid(), [Found(key, True) for key in one.items], actor=one.agent)

    assert saved == services.Saved(0)
    assert list(one.bid().checks.order_by("item").values_list("item", "at", "revision", "by")) == before


@pytest.mark.parametrize("found", [Found("no_such_item", True), Found("civil_capacity", False, " ", "某条"),
                                   Found("civil_capacity", False, "理由", " ")],
                         ids=["unknown item", "no reason", "no basis"])
def test_what_is_not_whole_is_not_saved(one, found):
    with refused("qualification.malformed"):
        services.record(one.bid(), [found], actor=one.recorder)

    assert not QualificationCheck.objects.exists()


def test_a_bid_that_was_not_opened_is_not_reviewed(one):
    bid = one.bid(2)
    Bid.objects.filter(pk=bid.pk).update(status="broken")

    with refused("qualification.other_bid"):
        services.record(bid, [Found(one.items[0], True)], actor=one.recorder)
    for number in (0, 1, 3):
        one.record(number)
    services.ask(one.lot, actor=one.recorder)


def test_nothing_is_asked_before_everything_was_looked_at(one):
    one.record_all()
    one.bid(3).checks.filter(item=one.items[-1]).delete()

    with refused("qualification.incomplete"):
        services.ask(one.lot, actor=one.recorder)
    assert services.unchecked(one.lot) == 1


def test_while_it_waits_nothing_changes_until_it_is_returned_for_a_reason(one):
    one.record_all()
    services.ask(one.lot, actor=one.recorder)
    for act in (lambda: one.record(0, one.items[0]), lambda: services.ask(one.lot, actor=one.recorder)):
        with refused("qualification.waiting"):
            act()
    with refused("qualification.no_reason"):
        services.confirm(one.lot, agrees=False, actor=one.approver)

    review = services.confirm(one.lot, agrees=False, remark="第二家的社保证明请再核对。", actor=one.approver)

    assert not review.waits and review.returned_for and one.lot.status == "opened" and not Verdict.objects.exists()
    assert one.record(1, one.items[3]).count == 1
    services.ask(one.lot, actor=one.recorder)
    services.confirm(one.lot, agrees=True, actor=one.approver)
    assert one.lot.status == "qualification_reviewed"


def test_who_recorded_or_asked_does_not_confirm(one):
    both = people.actor(people.person(one.opening.tender.principal, "handler", "approver"))
    one.record_all()
    one.record(0, one.items[0], actor=both, items=one.items[:1])
    services.ask(one.lot, actor=one.agent)

    for actor in (both, one.agent):
        with refused("qualification.same_person"):
            services.confirm(one.lot, agrees=True, actor=actor)
    with refused("qualification.no_approver"):
        services.confirm(one.lot, agrees=True, actor=one.recorder)
    assert one.lot.status == "opened" and not Verdict.objects.exists()


def test_nothing_waits_nothing_is_confirmed(one):
    with refused("qualification.not_waiting"):
        services.confirm(one.lot, agrees=True, actor=one.approver)


@pytest.mark.parametrize(("status", "code"), [("waiting", "qualification.sealed"),
                                              ("decrypting", "qualification.sealed"),
                                              ("opened", "qualification.unsigned")])
def test_it_waits_for_the_session_in_which_the_proof_is_opened(one, status, code):
    one.record_all()
    OpeningSession.objects.filter(stage="review").update(status=status)

    with refused(code):
        services.ask(one.lot, actor=one.recorder)
    if code.endswith("sealed"):
        with refused(code):
            one.record(0, one.items[0])
        assert reading.sealed(one.lot.tender).code == code


def test_a_suspension_and_an_end_stop_it(one):
    one.record_all()
    hold = Hold.objects.create(record_type="tenders.tender", record_id=str(one.opening.tender.pk), by="示例市财政局",
                               order_no="示财〔2026〕1 号", reason="x", since=clock.now())
    with refused("qualification.held"):
        services.ask(one.lot, actor=one.recorder)
    hold.delete()
    one.confirmed()

    with refused("qualification.not_now"):
        one.record(0, one.items[0])
    with refused("qualification.not_now"):
        services.confirm(one.lot, agrees=True, actor=one.approver)


def test_with_too_few_qualified_nothing_is_left_but_to_fail_and_to_begin_anew(one):
    with refused("failure.not_reviewed"):
        tenders.fail(one.lot, reason_code="F2", reason="x", actor=one.recorder)
    lot = one.confirmed(0, 2)

    reasons = why_not(lot, "start_evaluation", one.recorder)
    assert "qualification.too_few" in [reason.code for reason in reasons]
    assert all(reason.message.endswith("。") for reason in reasons)
    with refused("failure.enough_bidders"):
        tenders.fail(lot, reason_code="F1", reason="x", actor=one.recorder)
    failed = tenders.fail(lot, reason_code="F2", reason="资格审查合格的投标人只有 2 家。", actor=one.recorder)
    assert failed.failed_for == "F2"
    notice = Disclosure.objects.get(tender=lot.tender, kind="termination_notice")
    assert "合格的投标人只有 2 家" in notice.versions.get().text
    assert all(bidder.party.name not in notice.versions.get().text for bidder in one.opening.bidders)
    assert tenders.relaunch(Tender.objects.get(pk=lot.tender_id), actor=one.recorder).round == 2


def test_with_enough_qualified_it_does_not_fail_for_too_few(one):
    lot = one.confirmed(0)

    assert "qualification.too_few" not in [reason.code for reason in why_not(lot, "start_evaluation", one.recorder)]
    with refused("failure.enough_qualified"):
        tenders.fail(lot, reason_code="F2", reason="x", actor=one.recorder)
    assert Lot.objects.get(pk=lot.pk).status == "qualification_reviewed"


def test_where_no_bid_could_be_opened_it_is_confirmed_and_fails(one):
    Bid.objects.filter(lot=one.lot).update(status="broken")
    services.ask(one.lot, actor=one.recorder)
    services.confirm(one.lot, agrees=True, actor=one.approver)

    assert tenders.fail(one.lot, reason_code="F2", reason="没有合格投标人。", actor=one.recorder).status == "failed"
