"""The centre is founded once, by two people who set their passwords themselves."""
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from market.parties import services
from market.parties.acting import actor_of
from market.parties.errors import PartyRefused
from market.parties.models import Party, User
from tests.factories import people

pytestmark = pytest.mark.django_db
PEOPLE = [("赵芳", "13800000001"), ("钱进", "13800000002")]
PASSWORD = "只在这里用的一个长口令"


def found(**said):
    return services.found_centre(**{"name": "示例市公共资源交易中心", "code": people.credit_code(7_000_001),
                                    "people": PEOPLE, **said})


def test_the_command_asks_founds_and_prints_each_code_once(monkeypatch):
    answers = iter(["示例市公共资源交易中心", people.credit_code(7_000_002), *PEOPLE[0], *PEOPLE[1]])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    out = StringIO()

    call_command("found_centre", stdout=out)

    codes = re.findall(r"找回码 (\S+)", out.getvalue())
    assert len(codes) == 2 and codes[0] != codes[1]
    services.use_recovery(username="13800000001", code=codes[0], password=PASSWORD)
    assert User.objects.get(username="13800000001").check_password(PASSWORD)
    with pytest.raises(PartyRefused):
        services.use_recovery(username="13800000001", code=codes[0], password=PASSWORD)


def test_the_founders_act_for_a_proved_centre_and_give_roles():
    party, founders = found()

    actor = actor_of(founders[0].user)

    assert actor.party == party.pk and actor.acts_as("centre", "approver") and actor.proved
    assert services.give_role(people.organisation("示例市财政局"), "supervisor", actor=actor)
    assert not founders[0].user.has_usable_password()


def test_where_a_centre_exists_no_other_is_founded_and_nothing_is_asked(monkeypatch):
    found()
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("asked"))

    with pytest.raises(CommandError, match="已经设立"):
        call_command("found_centre")
    with pytest.raises(PartyRefused, match="已经设立"):
        found(people=[("甲", "13800000003"), ("乙", "13800000004")])


@pytest.mark.parametrize("wrong", [
    {"code": "91320299MA00000010"}, {"name": "  "}, {"people": PEOPLE[:1]}, {"people": [PEOPLE[0], PEOPLE[0]]},
    {"people": [PEOPLE[0], ("", "13800000009")]}, {"people": [PEOPLE[0], ("乙", "12")]}])
def test_what_is_wrong_founds_nothing(wrong):
    with pytest.raises(PartyRefused):
        found(**wrong)

    assert not Party.objects.exists() and not User.objects.exists()
