"""The contract every rulebook keeps, whichever procedure it is, and the ways editions and regions are resolved."""
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from market.core.paths import Edge
from market.core.trades import TRADES
from market.portal import rules
from tenders.rulebooks import base, editions
from tenders.rulebooks.base import Override, Rulebook, everyone, numbers, resolve
from tenders.rulebooks.methods import METHODS
from tenders.rulebooks.numbers import PERIODS, Unit, bidders, days, share
from tenders.rulebooks.procurement import INVITED, OPEN, OPEN_2018, OPEN_2022, OPEN_2025
from tenders.rulebooks.steps import BEGINNINGS, ENDS, STATES, STEPS

DOCS = Path(__file__).resolve().parents[2] / "docs"
EACH = pytest.mark.parametrize("book", everyone(), ids=editions.name)


def reached(book: Rulebook, start: set[str], *, backwards: bool = False) -> set[str]:
    """Every state the path leads to from some states, or (backwards) that leads to them."""
    found, waiting = set(start), list(start)
    while waiting:
        state = waiting.pop()
        for edge in book.path:
            here, there = (edge.after, edge.before) if backwards else (edge.before, edge.after)
            if here == state and there not in found:
                found.add(there)
                waiting.append(there)
    return found


def states(book: Rulebook) -> set[str]:
    return {state for edge in book.path for state in (edge.before, edge.after)}


@EACH
def test_every_rulebook_names_real_steps_and_states_and_its_law(book):
    assert {edge.step for edge in book.path} <= STEPS.keys()
    assert states(book) <= STATES.keys()
    assert book.law and all(book.law) and book.title


@EACH
def test_every_state_can_be_reached_from_a_draft(book):
    assert reached(book, BEGINNINGS) == states(book)


@EACH
def test_no_state_is_dead(book):
    assert reached(book, ENDS & states(book), backwards=True) == states(book)


@EACH
def test_nothing_leaves_an_end_but_a_new_round_or_another_method(book):
    leaving = {edge.step for edge in book.path if edge.before in ENDS and edge.after != edge.before}

    assert leaving <= {"request_method_change"}


@EACH
def test_a_step_leads_from_a_state_to_one_place_only(book):
    places = [(edge.step, edge.before) for edge in book.path]

    assert len(places) == len(set(places))


@EACH
def test_all_that_is_open_can_be_suspended_and_resumed_where_it_stands(book):
    held = {edge.before for edge in book.path if edge.step == "suspend" and edge.before == edge.after}
    resumed = {edge.before for edge in book.path if edge.step == "resume" and edge.before == edge.after}

    assert held == resumed == states(book) - ENDS - {"pending"}, "a lot that waits is held with its tender"


@EACH
def test_all_before_the_award_can_be_terminated(book):
    ended = {edge.before for edge in book.path if edge.step == "terminate"}
    without_award = replace(book, path=tuple(edge for edge in book.path if edge.after != "awarded"))

    assert ended == reached(without_award, {"draft"}) - ENDS


@EACH
def test_lots_run_on_where_the_tender_ends(book):
    lot = reached(book, {book.handover})
    tender = states(book) - lot

    assert "draft" in tender and "open_bids" in {edge.step for edge in book.path if edge.before == book.handover}
    assert {edge.after for edge in book.path if edge.before in tender and edge.after in lot} <= {book.handover, *ENDS}


@EACH
def test_the_clock_alone_ends_bidding(book):
    by_hand = {edge.step for edge in book.path if edge.by_hand}

    assert not by_hand & {"start_bidding", "close_bidding"}


@EACH
def test_every_number_has_a_law_a_unit_and_a_value_that_fits_it(book):
    for one in numbers(book):
        kind = {Unit.SHARE: Decimal | Fraction, Unit.YUAN: Decimal}.get(one.number.unit, int)
        assert one.number.law and one.label, one.name
        assert isinstance(one.number.value, kind) and one.number.value > 0, one.name
        assert one.number.unit is not Unit.SHARE or one.number.value <= 1, one.name


@EACH
def test_every_step_that_has_a_basis_is_on_the_path(book):
    assert set(book.basis) <= {edge.step for edge in book.path}
    assert all(book.basis.values())


@EACH
def test_the_trade_and_the_method_are_known(book):
    assert book.trade in {trade.key for trade in TRADES} and book.method in METHODS
    assert book.key.split(".")[0] == book.trade


@EACH
def test_a_digest_says_the_same_twice_and_another_for_other_values(book):
    one = next(numbers(book))
    other = replace(book, **{one.name: replace(one.number, value=one.number.value + 1)})

    assert book.digest == replace(book).digest
    assert len({book.digest, other.digest, replace(book, path=book.path[1:]).digest,
                replace(book, since=book.since + timedelta(1)).digest}) == 4


@EACH
def test_a_number_without_a_rule_leaves_the_digest_alone(book):
    absent = [one.name for one in fields(Rulebook) if "group" in one.metadata and getattr(book, one.name) is None]

    assert not set(absent) & set(book.as_json()["numbers"])


@EACH
def test_a_rulebook_cannot_be_changed(book):
    with pytest.raises(FrozenInstanceError):
        book.min_bidders = bidders(1, "无")


def test_the_open_tender_goes_from_draft_to_archive_in_its_order():
    state, seen = "draft", []
    for step in ("publish_intention", "file_plan", "publish_notice", "start_bidding", "amend", "extend",
                 "close_bidding", "open_bids", "review_qualification", "start_evaluation", "finish_evaluation",
                 "deliver_report", "confirm_award", "publish_result", "sign_contract", "publish_contract",
                 "file_contract", "start_performance", "accept", "settle", "archive"):
        state = OPEN.next_state(step, state)
        seen.append(state)

    assert seen == ["intent_published", "plan_filed", "published", "bidding", "bidding", "bidding", "closed", "opened",
                    "qualification_reviewed", "evaluating", "evaluated", "award_pending", "awarded", "result_published",
                    "contracted", "contract_published", "filed", "performing", "accepted", "settled", "archived"]


@pytest.mark.parametrize(("step", "state"), [
    ("open_bids", "bidding"), ("publish_notice", "draft"), ("extend", "closed"), ("amend", "closed"),
    ("sign_contract", "awarded"), ("start_evaluation", "opened"), ("fail", "award_pending"), ("suspend", "failed"),
    ("terminate", "awarded"), ("approve_method", "plan_filed")])
def test_what_the_table_does_not_list_has_no_edge(step, state):
    assert OPEN.next_state(step, state) is None


def test_an_invited_tender_may_need_its_method_approved_and_has_no_tender_notice():
    assert INVITED.next_state("approve_method", "plan_filed") == "method_approved"
    assert INVITED.next_state("publish_notice", "method_approved") == "published"
    assert INVITED.notice_period is None and INVITED.bidding_time == OPEN.bidding_time


def test_an_edition_holds_from_its_first_day():
    on = OPEN_2022.since

    assert resolve("procurement.open", "", on) == OPEN_2022
    assert resolve("procurement.open", "", on - timedelta(1)) == OPEN_2018
    assert resolve("procurement.open", "", date(2026, 11, 24)) == OPEN


def test_the_newest_edition_goes_by_the_plain_name():
    assert base.editions("procurement.open")[-1] is OPEN and base.editions("procurement.invited")[-1] is INVITED


def test_a_day_before_the_first_edition_is_not_guessed():
    with pytest.raises(base.NoEdition) as missing:
        resolve("procurement.open", "", date(2016, 5, 1))

    assert missing.value.code == "rulebook.no_edition" and "2016年5月1日" in missing.value.sentence


def test_intentions_came_with_the_edition_of_2022():
    assert OPEN_2018.intention_lead is None and OPEN_2018.next_state("publish_intention", "draft") is None
    assert {one.label for one in editions.differences(OPEN_2018, OPEN_2022)} >= {
        "采购意向早于采购活动开始", "步骤“公开采购意向”"}
    assert editions.differences(OPEN, OPEN) == []


def override(**said) -> Override:
    return Override(**{"region": "320299/", "key": "procurement.open", "field": "bidding_time", "value": 25,
                       "since": date(2026, 1, 1), "basis": "示例市采购规程 第三条"} | said)


def test_a_region_sets_a_number_for_itself_and_all_beneath_it_from_its_day():
    local = [override()]

    beneath = resolve("procurement.open", "320299/32029901/", date(2026, 1, 1), local)
    assert beneath.bidding_time == days(25, "示例市采购规程 第三条")
    assert beneath.digest != OPEN.digest and beneath.min_bidders == OPEN.min_bidders
    for region, on, book in (("320100/", date(2026, 1, 1), OPEN), ("320299/", date(2025, 12, 31), OPEN_2025),
                             ("", date(2026, 1, 1), OPEN)):
        assert resolve("procurement.open", region, on, local) == book


def test_the_nearer_region_wins_then_the_later_day():
    local = [override(region="320299/32029901/", value=30), override(), override(value=28, since=date(2026, 3, 1))]

    def time(region):
        return resolve("procurement.open", region, date(2026, 6, 1), local).bidding_time.value

    assert (time("320299/32029901/"), time("320299/32029902/")) == (30, 28)


@pytest.mark.parametrize("wrong", [{"field": "title"}, {"field": "bidding_tme"}, {"value": Decimal("25")},
                                   {"field": "bond_cap", "value": 1}])
def test_an_override_of_something_else_is_refused(wrong):
    with pytest.raises(ValueError):
        resolve("procurement.open", "320299/", date(2026, 6, 1), [override(**wrong)])


def test_an_edition_is_registered_once():
    with pytest.raises(ValueError, match="already has an edition"):
        base.register(replace(OPEN, title="另一个"))


@pytest.mark.parametrize(("number", "words"), [
    (days(20, "x"), "20 日"), (share(Decimal("0.02"), "x"), "2%"), (share(Decimal("0.30"), "x"), "30%"),
    (share(Fraction(2, 3), "x"), "2/3"), (share(Decimal("0.005"), "x"), "0.5%"), (bidders(3, "x"), "3 家")])
def test_a_number_reads_as_people_write_it(number, words):
    assert str(number) == words


def test_periods_are_days_of_either_kind():
    assert {Unit.DAYS, Unit.WORKING_DAYS} == PERIODS


def test_released_editions_are_as_they_were():
    locked = editions.read_lock((DOCS / "rules.lock").read_text(encoding="utf-8"))

    assert editions.changed(everyone(), locked) == [], "make a new edition; a released one never changes"
    assert set(locked) == {editions.name(book) for book in everyone()}, "run manage.py rules --write"


def test_a_changed_number_in_a_released_edition_is_noticed():
    locked = {editions.name(book): book.digest for book in everyone()}
    edited = [replace(book, min_bidders=bidders(2, "x")) if book is OPEN else book for book in everyone()]

    assert editions.changed(edited, locked) == ["procurement.open@2026-01-01"]
    assert editions.changed([INVITED], locked) == [name for name in sorted(locked) if name != editions.name(INVITED)]


def test_the_rules_are_written_from_the_code_as_it_is():
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == rules.written(), "run manage.py rules --write"


def test_the_command_writes_nothing_over_a_released_edition(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("rules", write=True, stdout=StringIO())
    kept = (tmp_path / "docs/rules.lock").read_text(encoding="utf-8")
    (tmp_path / "docs/rules.lock").write_text(kept.replace(OPEN.digest, "0" * 64), encoding="utf-8")

    with pytest.raises(CommandError, match="open@2026"):
        call_command("rules", write=True, stdout=StringIO())
    assert "0" * 64 in (tmp_path / "docs/rules.lock").read_text(encoding="utf-8")


def test_a_course_shows_every_move_once():
    course = rules.course(OPEN)
    shown = sum(len(place.moves) for place in (*course.tender, *course.lot)) \
        + sum(len(move.froms) for move in course.anywhere)

    assert shown == len(OPEN.path)
    assert [place.label for place in course.tender] == ["草稿", "意向已公开", "计划已备案", "公告已发布", "投标中"]
    assert course.lot[0].label == "投标已截止" and course.lot[-1].end


def test_an_edge_is_the_one_the_door_walks():
    from market.core import steps

    assert steps.Edge is Edge
