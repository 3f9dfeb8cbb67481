"""One person in two parts, one organisation on two sides: refused wherever they try, and nothing is changed."""
import pytest

from bids import services as bidding
from bids.bonds import acts as bonds
from bids.models import Bid, Participation
from market.core import clock
from market.core.steps import StepRefused
from market.custody.models import Seat
from market.parties.acting import actor_of
from market.parties.models import Membership, Party, PartyRole, User
from tenders import services
from tenders.models import Tender
from tests.factories import people, tenders

from . import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen():
    with clock.frozen(worlds.BEGUN) as still:
        yield still


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def joins(user: User, party: Party, *duties: str) -> None:
    Membership.objects.create(user=user, party=party, duties=list(duties), admitted_by="tests", asked_at=clock.now(),
                              since=clock.now())


def test_one_person_never_holds_two_seats_though_it_belongs_to_two_organisations():
    tender = tenders.draft()
    who = tender.cast
    user = who.custodians[1]
    joins(user, who.supervisor, "custodian")
    services.name_custodian(tender, number=1, user=user, party=who.centre, actor=who.handler)

    with pytest.raises(StepRefused) as refused:
        services.name_custodian(tender, number=2, user=user, party=who.supervisor, actor=who.handler)

    assert codes(refused) == ["seat.same_person"] and Seat.objects.get(subject=tender.pk).number == 1
    services.name_custodian(tender, number=1, user=user, party=who.centre, actor=who.handler)


def test_a_custodian_who_works_for_a_supplier_keeps_that_supplier_out():
    tender = tenders.published()
    tender.lots.update(bond=8000)
    party = people.organisation("示例双面供应有限公司", "supplier")
    joins(tender.cast.custodians[1], party, "finance")
    honest = people.actor(people.person(party, "handler"))

    with pytest.raises(StepRefused) as refused:
        bidding.confirm_participation(tender, actor=honest)
    with pytest.raises(StepRefused) as bond:
        bonds.ask(tender.lots.select_related("tender").get(), actor=honest)

    assert codes(refused) == codes(bond) == ["bid.custodian"] and not Participation.objects.exists()


def test_an_organisation_that_keeps_a_key_does_not_bid():
    tender = tenders.published()
    PartyRole.objects.create(party=tender.cast.centre, role="supplier", given_by="claim", since=clock.now())

    with pytest.raises(StepRefused) as refused:
        bidding.confirm_participation(tender, actor=people.actor(people.person(tender.cast.centre, "handler")))

    assert codes(refused) == ["bid.custodian"]


def test_a_custodian_who_joins_a_bidder_later_stops_its_next_version_and_never_its_withdrawal():
    world = worlds.build(1)
    one, lot = world.bidders[0], world.tender.lots.select_related("tender").first()
    joins(world.cast.custodians[2], one.party, "finance")

    with pytest.raises(StepRefused) as refused:
        worlds.hand_in(world, one, lot, "1.00")
    assert codes(refused) == ["bid.custodian"]
    bid = bidding.my_bid(lot, one.actor)
    bidding.withdraw(bid, actor=one.actor, received_at=clock.now())

    assert Bid.objects.get(pk=bid.pk).status == "withdrawn"


def test_who_wrote_the_document_does_not_bid_for_another_organisation():
    tender = tenders.published()
    party = people.organisation("示例代笔供应有限公司", "supplier")
    joins(User.objects.get(pk=tender.cast.handler.user), party, "handler")
    double = actor_of(User.objects.get(pk=tender.cast.handler.user), party)

    with pytest.raises(StepRefused) as refused:
        bidding.confirm_participation(tender, actor=double)

    assert codes(refused) == ["bid.prepared_it"]


def test_who_prepared_does_not_review_by_changing_the_organisation_acted_for():
    tender = tenders.keep_keys(tenders.draft())
    agent = people.organisation("示例招标代理有限公司", "agent")
    Tender.objects.filter(pk=tender.pk).update(agent=agent)
    user = User.objects.get(pk=tender.cast.handler.user)
    joins(user, agent, "approver")
    review = services.ask_review(Tender.objects.get(pk=tender.pk), actor=tender.cast.handler)

    with pytest.raises(StepRefused) as refused:
        services.decide_review(review, agrees=True, actor=actor_of(user, agent))

    review.refresh_from_db()
    assert codes(refused) == ["review.same_person"] and review.agrees is None


def test_a_supplier_that_drafted_while_pending_publishes_nothing_once_it_is_proved():
    who = tenders.cast("示例皮包商贸有限公司")
    PartyRole.objects.filter(party=who.purchaser).update(role="supplier")
    tender = tenders.draft(who=who)

    with pytest.raises(StepRefused) as refused:
        services.advance(tender, "publish_intention", actor=who.handler)
    assert "principal.no_role" in codes(refused)
    services.advance(tender, "file_plan", actor=who.handler)
    with pytest.raises(StepRefused) as refused:
        services.publish_notice(Tender.objects.get(pk=tender.pk), actor=who.handler)

    assert "principal.no_role" in codes(refused) and Tender.objects.get(pk=tender.pk).published_at is None


@pytest.mark.parametrize("number", ["procurement.open/bond_cap", "procurement.open/decrypt_window"])
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN", "1e999999", "9" * 40, "-1", "1/0",
                                   "１０" * 9])
def test_no_office_gives_a_rule_a_value_that_is_none(number, value):
    office = tenders.cast().supervising
    key, field = number.split("/")

    with pytest.raises(StepRefused) as refused:
        services.propose_override(region=tenders.Region.objects.get(pk="32029901"), key=key, field=field, value=value,
                                  since=clock.today(), basis="无", actor=office)

    assert codes(refused) == ["override.value"]
