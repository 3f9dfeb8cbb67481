"""What an evaluation puts on desks: each row for its person, gone once it is done."""
from datetime import timedelta

import pytest

from bids.evaluation import services
from market.core import clock
from market.portal import todo
from tests.factories import evaluations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen():
    with clock.frozen(evaluations.BEGUN) as still:
        yield still


def rows(actor) -> list[str]:
    return [task.what for task in todo.tasks_of(actor)]


def test_the_offices_are_led_from_forming_to_the_start():
    made = evaluations.qualified(evaluations.opened())
    assert "组建评标委员会" in rows(made.handler)
    assert "登记专家抽取记录" not in rows(made.staff)

    committee = services.form_committee(made.tender, size=5, starts_at=clock.now(), actor=made.handler)
    assert "组建评标委员会" not in rows(made.handler) and "登记专家抽取记录" in rows(made.staff)

    evaluations.draw(made, committee, evaluations.EXPERTS[:5])
    assert "登记专家抽取记录" not in rows(made.staff)
    evaluations.arrive(made)
    assert "宣布开始评标" not in rows(made.handler), "nobody leads yet"
    assert rows(made.experts[0]) == ["推选组长"]
    evaluations.lead(made)
    assert "宣布开始评标" in rows(made.handler) and rows(made.experts[0]) == []


def test_a_member_is_led_from_the_vote_to_the_signature():
    made = evaluations.evaluating()
    one = made.experts[1]
    assert rows(one) == ["表决（包 1）"]
    evaluations.vote(made)
    assert rows(one) == ["评分（包 1）"]
    evaluations.facts(made)
    for member in made.everybody:
        evaluations.score(made, member)
    assert rows(one) == []
    services.tally(made.lot, actor=made.chair)
    assert rows(one) == ["在评标报告上签字（包 1）"]
    services.sign(made.lot, actor=one)
    assert rows(one) == []
    assert "在评标报告上签字（包 1）" in rows(made.representative)


def test_a_bidder_is_told_of_a_question_while_there_is_time(frozen):
    made = evaluations.evaluating()
    services.ask(made.lot, bid=made.bids[0].pk, kind="clarify", text="请说明。", minutes=20, actor=made.experts[0])
    asked = "答复评标委员会的询问（澄清）"

    assert asked in rows(made.bids[0].actor) and asked not in rows(made.bids[1].actor)

    frozen.move(timedelta(minutes=20))
    assert asked not in rows(made.bids[0].actor)


def test_rows_do_not_cost_more_with_more_seats(django_assert_max_num_queries):
    made = evaluations.evaluating()
    one = made.experts[0]
    todo.tasks_of(one)

    with django_assert_max_num_queries(15):
        todo.tasks_of(one)
