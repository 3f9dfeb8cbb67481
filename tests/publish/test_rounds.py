"""A project's page tells how its tenders, lots and sessions stand, and neither names nor counts a bidder."""
from datetime import timedelta

import pytest

from market.core import clock
from publish import rounds
from tenders import services
from tests.factories import people
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    with clock.frozen("2026-11-02T09:00:00") as frozen:
        yield frozen


def of(tender) -> list[rounds.Round]:
    return rounds.of(type(tender).objects.get(pk=tender.pk).project, clock.now())


def words(tender) -> tuple[str, list[str]]:
    one = of(tender)[0]
    return one.standing.word, [standing.word for _, standing in one.lots]


def test_a_draft_is_no_round():
    tender = factory.ready()

    assert rounds.of(services.project_of(tender), clock.now()) == []


def test_a_running_round_has_its_lots_and_its_session_and_turns_at_the_deadline(time):
    tender = factory.published(lots=2)

    assert words(tender) == ("投标中", ["投标中", "投标中"])
    [one] = of(tender)
    assert one.lot_count == 2 and [session.opens_at for session in one.sessions] == [tender.bids_due_at]
    time.at = tender.bids_due_at
    assert words(tender) == ("待开标", ["待开标", "待开标"])


def test_a_suspended_round_says_so_and_a_terminated_one_ends_its_lots():
    tender = factory.published()
    services.suspend(tender, order_no="1", reason="投诉处理。", actor=tender.cast.supervising)
    assert words(tender)[0] == "已暂停"

    other = factory.published()
    services.terminate(other, reason="重大变故。", actor=other.cast.approver)
    assert words(other) == ("已终止", ["已终止"])


def test_of_a_closed_round_one_failed_lot_leaves_the_other_waiting_and_all_failed_end_it(time):
    tender = factory.closed(lots=2)
    first, second = tender.lots.order_by("number")
    services.fail(first, reason_code="F5", reason="重大变故。", actor=tender.cast.handler)
    assert words(tender) == ("待开标", ["已废标", "待开标"])

    services.fail(second, reason_code="F5", reason="重大变故。", actor=tender.cast.handler)
    assert words(tender) == ("已废标", ["已废标", "已废标"])


def test_a_question_is_told_once_it_is_answered_in_public_and_never_by_whom(time):
    tender = factory.published()
    asker = people.act("示例启明医疗设备有限公司", "supplier", "handler")
    question = services.ask(tender, text="可否联合体？", actor=asker)
    services.answer(question, text="不接受。", actor=tender.cast.handler)
    assert of(tender)[0].questions == []

    services.clarify(tender, text="答复提疑。", affects=False, actor=tender.cast.handler)

    [one] = of(tender)
    assert [row.text for row in one.questions] == ["可否联合体？"] and len(one.amendments) == 1
    assert "启明" not in repr(one)


def test_a_new_round_stands_before_the_old_one_once_its_notice_is_out(time):
    tender = factory.published()
    services.fail(tender, reason_code="F5", reason="重大变故。", actor=tender.cast.handler)
    again = services.relaunch(tender, actor=tender.cast.handler)
    assert [one.tender.round for one in of(tender)] == [1]

    type(again).objects.filter(pk=again.pk).update(
        published_at=clock.now() + timedelta(days=1), bids_due_at=clock.now() + timedelta(days=30),
        opens_at=clock.now() + timedelta(days=30), pinned=again.rulebook.as_json(), pinned_digest=again.rulebook.digest)

    assert [one.title for one in of(tender)] == ["第 2 次采购", "第 1 次采购"]


def test_of_very_many_lots_some_are_named_and_all_counted(monkeypatch):
    monkeypatch.setattr(rounds, "MOST_LOTS", 2)

    [one] = of(factory.published(lots=3))

    assert len(one.lots) == 2 and one.lot_count == 3
