"""Who somebody is, in the party they act for."""
import pytest

from market.core import tags
from market.parties.acting import actor_of
from market.parties.models import Membership
from tests.factories.people import organisation, person

pytestmark = pytest.mark.django_db


def test_a_member_of_one_organisation_acts_for_it_with_its_roles_and_own_duties():
    hospital = organisation("示例市第三人民医院", "purchaser")

    actor = actor_of(person(hospital, "handler"))

    assert actor.acts_as("purchaser", "handler") and not actor.acts_as("purchaser", "approver")
    assert actor.acting_for == f"party:{hospital.pk}"


def test_a_pending_organisation_gives_no_role():
    assert not actor_of(person(organisation("未核实公司", "supplier", proved=False), "admin")).roles


def test_who_names_a_party_of_others_acts_for_nobody():
    assert actor_of(person(organisation("甲公司", "supplier")), organisation("乙公司", "supplier")).party is None


def test_who_belongs_to_two_chooses():
    one, other = organisation("甲公司", "supplier"), organisation("乙公司", "supplier")
    user = person(one)
    Membership.objects.create(user=user, party=other, asked_at=user.date_joined, since=user.date_joined)

    assert actor_of(user).party is None
    assert actor_of(user, other).party == other.pk


def test_a_dismissed_account_is_the_public():
    user = person(organisation("甲公司", "supplier"))
    user.is_active = False

    assert not actor_of(user)


def test_tags_differ_by_scope_and_party_and_stay_the_same():
    assert tags.owner_tag("a", "x") == tags.owner_tag("a", "x")
    assert len({tags.owner_tag("a", "x"), tags.owner_tag("b", "x"), tags.owner_tag("a", "y")}) == 3


def test_what_is_veiled_is_read_in_its_own_scope_only():
    hidden = tags.veil("示例公司", "lot-1")

    assert "示例公司".encode() not in hidden and tags.unveil(hidden, "lot-1") == "示例公司"
    with pytest.raises(tags.VeilTorn):
        tags.unveil(hidden, "lot-2")
