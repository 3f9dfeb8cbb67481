"""What waits for host, custodians and reviewers between the opening and the evaluation."""
from datetime import timedelta

import pytest

from bids.evaluation.qualification import services
from bids.models import OpeningSession
from market.core import clock
from market.portal.todo import tasks_of
from tests.bids.evaluation import reviews

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("todo-review")]


@pytest.fixture(scope="module")
def world(kept):
    with kept():
        return reviews.begin()


@pytest.fixture
def one(world):
    with clock.frozen(reviews.AFTER + timedelta(hours=1)):
        yield world


def waits(actor) -> list[str]:
    """What waits for somebody beside the committee, which may be formed from the opening on."""
    return [task.what for task in tasks_of(actor) if task.what != "组建评标委员会"]


@pytest.mark.parametrize(("status", "host", "custodian"), [
    ("waiting", ["开启评审文件"], ["准备在开启评审文件时交出密钥"]),
    ("decrypting", ["主持评审文件开启（等待密钥）"], ["交出评审文件的解密密钥"]),
    ("opened", ["签署评审文件开启记录"], []), ("ended", [], [])])
def test_the_second_release_waits_for_its_host_and_its_custodians(one, status, host, custodian):
    OpeningSession.objects.filter(stage="review").update(status=status, decrypt_until=clock.now())

    assert waits(one.opening.host) == host
    assert waits(one.opening.custodians[3]) == custodian
    assert ("资格审查" in waits(one.recorder)) == (status in {"opened", "ended"})
    assert waits(one.opening.bidders[0].actor) == []


def test_the_review_waits_for_who_records_and_then_for_a_second_person(one):
    assert waits(one.recorder) == waits(one.approver) == waits(one.agent) == ["资格审查"]
    one.record_all(0)
    services.ask(one.lot, actor=one.agent)

    assert waits(one.recorder) == waits(one.agent) == [] and waits(one.approver) == ["复核资格审查"]
    services.confirm(one.lot, agrees=False, remark="再核对。", actor=one.approver)
    assert waits(one.recorder) == ["资格审查（复核退回）"]
    services.ask(one.lot, actor=one.recorder)
    services.confirm(one.lot, agrees=True, actor=one.approver)
    assert waits(one.recorder) == ["办理废标（合格投标人不足）"]


def test_with_enough_qualified_the_review_asks_nothing_more(one):
    one.confirmed()

    assert waits(one.recorder) == waits(one.approver) == []
