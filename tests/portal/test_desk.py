"""The desk's frame, its rail, and who reaches it."""
from itertools import product

import pytest

from market.parties.actors import Actor
from market.parties.roles import DUTIES, ROLES
from market.portal import desk_navigation
from market.portal.todo import tasks_of
from tests.factories import people

from . import pages

PARTY = people.organisation


@pytest.fixture
def signed_in(client, empty_city):
    def sign_in(role: str = "", *duties: str, proved: bool = True):
        user = people.person(PARTY("示例启明医疗设备有限公司", *([role] if role else []), proved=proved), *duties,
                             name="许望舒")
        client.force_login(user)
        return user
    return sign_in


def test_the_frame_says_who_acts_for_whom_and_has_its_landmarks(client, signed_in):
    signed_in("supplier", "handler")

    answer = client.get("/desk/")
    page = pages.tree(answer)
    assert answer.status_code == 200
    assert "示例启明医疗设备有限公司" in answer.content.decode() and "许望舒" in answer.content.decode()
    assert len(page.xpath("//h1")) == 1 and len(page.xpath("//main[@id='main']")) == 1
    assert page.xpath("//a[@class='skip' and @href='#main']")
    assert page.xpath("//nav[@class='desk-rail']//a[@aria-current='page']/text()") == ["待办"]
    assert pages.faults(answer) == []


def test_nobody_else_keeps_a_copy_of_a_desk(client, signed_in):
    signed_in("supplier", "handler")

    assert "no-store" in client.get("/desk/")["Cache-Control"]


@pytest.mark.parametrize(("role", "proved", "words"), [
    ("supplier", True, "没有等待您办理的事项"), ("supplier", False, "单位身份还在核实中"),
    ("purchaser", True, "没有等待您办理的事项")])
def test_an_empty_desk_says_why_and_what_next(client, signed_in, role, proved, words):
    signed_in(role, "handler", proved=proved)

    assert words in client.get("/desk/").content.decode()


def test_who_belongs_to_nobody_is_told_how_to_join(client, empty_city):
    client.force_login(people.person(name="路人"))

    assert "您还没有代表任何单位" in client.get("/desk/").content.decode()


@pytest.mark.parametrize(("role", "duty"), [*product(ROLES, DUTIES)])
def test_nobody_has_more_than_eight_entries_and_each_leads_somewhere(role, duty):
    actor = Actor(user="u", party="p", proved=True, roles=frozenset({role}), duties=frozenset({duty}))

    mine = [entry for entry in desk_navigation.ENTRIES if entry.is_for(actor)]
    assert 1 <= len(mine) <= desk_navigation.AT_MOST
    assert len({entry.key for entry in mine}) == len(mine)
    assert all(entry.url.startswith("/") for entry in mine)


@pytest.mark.parametrize("role", ROLES)
def test_a_desk_with_nothing_to_do_has_no_tasks(db, role):
    assert tasks_of(people.act("示例单位", role, *DUTIES)) == []


def test_the_frame_of_a_desk_costs_a_public_page_nothing(client, empty_city, django_assert_num_queries):
    client.get("/about/")
    with django_assert_num_queries(2):
        client.get("/accessibility/")
def test_the_desk_is_for_those_who_signed_in(client, empty_city):
    answer = client.get("/desk/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/") and "next=%2Fdesk%2F" in answer["Location"]


