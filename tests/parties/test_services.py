"""Coming in, proving, admitting, giving roles: what is allowed, what is refused, and that refusals change nothing."""
import pytest
from django.core.files.base import ContentFile
from stdnum.cn import ric

from market.core import files
from market.parties import services
from market.parties.errors import PartyRefused
from market.parties.models import AccountAct, Claim, Membership, Party, Recovery, User
from tests.factories.people import actor, credit_code, organisation, person

pytestmark = pytest.mark.django_db
PASSWORD = "一个足够长的口令-2026"


def register(number=9001, mobile="13800000001", **changes):
    said = {"code": credit_code(number), "name": "示例启明医疗设备有限公司", "person": "许望舒", "mobile": mobile,
            "password": PASSWORD} | changes
    return services.register(**said)


def licence():
    return files.keep(ContentFile(b"%PDF-1.4 licence\n%%EOF"), name="营业执照.pdf")


def clerks(count=2):
    centre = organisation("示例市公共资源交易中心", "centre")
    return [person(centre, "handler") for _ in range(count)]


def proved(claim, staff):
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    for one in staff:
        services.review_claim(claim, user=one, agrees=True)
    return Claim.objects.get(pk=claim.pk)


def counts():
    return tuple(model.objects.count() for model in (User, Party, Claim, Membership, AccountAct))


def test_a_registration_makes_a_pending_organisation_whose_first_person_may_draft():
    claim = register()

    me = actor(claim.user)
    assert claim.status == "pending" and me.party == claim.party_id and not me.proved and not me.roles
    assert me.duties == {"admin", "handler"}
    assert claim.party.code == claim.identifier.value


@pytest.mark.parametrize(("changes", "code"), [
    ({"code": "91320299MA1T3K7197"}, "code.check_digit"), ({"code": "91320299MA1T3K719"}, "code.length"),
    ({"code": "91320299MA1T3KO199"}, "code.character"), ({"mobile": "12345"}, "mobile.form"),
    ({"password": "1234567890"}, "password.weak"), ({"person": " "}, "person.missing"), ({"name": " "}, "name.missing"),
    ({"kind": "foreign", "code": "HRB 1234"}, "foreign.country"),
    ({"kind": "person", "code": "320299199001011234"}, "person.check_digit")])
def test_what_is_typed_wrongly_makes_nothing(changes, code):
    before = counts()

    with pytest.raises(PartyRefused) as refused:
        register(**changes)

    assert refused.value.code == code and refused.value.sentence.endswith("。") and counts() == before


def test_a_taken_mobile_number_makes_nothing():
    register()
    before = counts()

    with pytest.raises(PartyRefused, match="已经注册过"):
        register(9002)

    assert counts() == before


def test_two_different_people_of_the_centre_prove_a_claim_and_the_role_of_supplier_comes_by_itself():
    claim, (first, second) = register(), clerks()
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))

    services.review_claim(claim, user=first, agrees=True)
    with pytest.raises(PartyRefused) as refused:
        services.review_claim(claim, user=first, agrees=True)
    assert refused.value.code == "claim.same_person" and not actor(claim.user).proved
    services.review_claim(claim, user=second, agrees=True)

    me = actor(claim.user)
    assert me.proved and me.roles == {"supplier"} and me.acts_as("supplier", "handler")


def test_a_new_licence_begins_the_comparison_anew():
    claim, (first, second) = register(), clerks()
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    services.review_claim(claim, user=first, agrees=True)

    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    services.review_claim(claim, user=second, agrees=True)

    assert Claim.objects.get(pk=claim.pk).status == "pending"


def test_one_who_does_not_agree_ends_the_claim_and_it_can_be_made_again():
    claim, (first, second) = register(), clerks()
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    with pytest.raises(PartyRefused):
        services.review_claim(claim, user=first, agrees=False)
    services.review_claim(claim, user=first, agrees=False, reason="照片看不清。")
    with pytest.raises(PartyRefused) as refused:
        services.review_claim(claim, user=second, agrees=True)
    assert refused.value.code == "claim.settled"

    again = services.send_licence(Claim.objects.get(pk=claim.pk), licence=licence(), actor=actor(claim.user))

    assert again.pk != claim.pk and again.status == "pending" and again.party_id == claim.party_id


@pytest.mark.parametrize("who", ["stranger", "claimant", "pending", "custodian"])
def test_nobody_but_staff_of_the_centre_reviews(who):
    claim = register()
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    people = {"stranger": person(organisation("某公司", "supplier"), "handler"), "claimant": claim.user,
              "pending": person(organisation("某中心", "centre", proved=False), "handler"),
              "custodian": person(organisation("另一中心", "centre"), "custodian")}

    with pytest.raises(PartyRefused) as refused:
        services.review_claim(claim, user=people[who], agrees=True)

    assert refused.value.code == "centre.only" and not claim.reviews.exists()


def test_of_two_who_claim_one_code_the_first_proved_holds_it_and_the_other_asks_to_join():
    staff = clerks()
    one, other = register(), register(mobile="13800000002")
    assert one.party_id != other.party_id

    proved(one, staff)

    other.refresh_from_db()
    other.party.refresh_from_db()
    assert other.status == "refused" and other.party.status == "closed"
    asked = Membership.objects.get(user=other.user, party=one.party)
    assert asked.since is None and actor(other.user).party is None
    with pytest.raises(PartyRefused) as refused:
        services.send_licence(other, licence=licence(), actor=actor(other.user))
    assert refused.value.code == "claim.settled"


def test_who_claims_a_proved_code_asks_its_administrator():
    holder = proved(register(), clerks())

    asked = register(mobile="13800000002")

    assert isinstance(asked, Membership) and asked.party_id == holder.party_id and asked.since is None
    assert actor(asked.user).party is None
    services.admit(asked, duties=["handler"], actor=actor(holder.user))
    assert actor(asked.user).acts_as("supplier", "handler")


def test_an_administrator_of_another_organisation_admits_nobody():
    holder, stranger = proved(register(), clerks()), person(organisation("某公司", "supplier"), "admin")
    asked = register(mobile="13800000002")

    with pytest.raises(PartyRefused) as refused:
        services.admit(asked, duties=["handler"], actor=actor(stranger))

    assert refused.value.code == "admin.only" and actor(asked.user).party is None and holder


def test_the_last_administrator_stays():
    firm = organisation("某公司", "supplier")
    chief = person(firm, "admin", "handler")
    row = Membership.objects.get(user=chief)

    for verb, said in ((services.leave, {}), (services.change_duties, {"duties": ["handler"]})):
        with pytest.raises(PartyRefused) as refused:
            verb(row, actor=actor(chief), **said)
        assert refused.value.code == "membership.last_admin"


def test_a_person_is_known_by_a_tag_alone_and_compared_by_who_sees_the_card():
    number, other = (front + ric.calc_check_digit(front + "0") for front in ("32029919900101123", "11010119900307001"))
    claim, (first, second) = register(kind="person", code=number, name="江小舟", person="江小舟"), clerks()

    assert number not in str(Claim.objects.select_related("identifier").values_list("identifier__value"))
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    with pytest.raises(PartyRefused) as refused:
        services.review_claim(claim, user=first, agrees=True, number=other)
    assert refused.value.code == "claim.other_number"
    for one in (first, second):
        services.review_claim(claim, user=one, agrees=True, number=number)
    assert Claim.objects.get(pk=claim.pk).status == "proved"


def test_the_centre_alone_gives_roles_and_only_to_who_is_proved():
    (clerk, _), firm = clerks(), organisation("某医院")

    services.give_role(firm, "purchaser", actor=actor(clerk))
    services.give_role(firm, "purchaser", actor=actor(clerk))
    assert list(firm.roles.values_list("role", flat=True)) == ["purchaser"]
    with pytest.raises(PartyRefused):
        services.give_role(firm, "agent", actor=actor(person(firm, "admin")))
    with pytest.raises(PartyRefused):
        services.give_role(organisation("未核实", proved=False), "agent", actor=actor(clerk))


def test_a_way_back_in_takes_two_people_and_a_code_that_works_once():
    (first, second), who = clerks(), person()
    row = services.open_recovery(username=who.username, reason="核对了身份证。", drops_factors=False,
                                 actor=actor(first))
    with pytest.raises(PartyRefused) as refused:
        services.confirm_recovery(row, actor=actor(first))
    assert refused.value.code == "recovery.same_person"

    code = services.confirm_recovery(row, actor=actor(second))
    services.use_recovery(username=who.username, code=code.lower(), password=PASSWORD)

    who.refresh_from_db()
    assert who.check_password(PASSWORD)
    with pytest.raises(PartyRefused):
        services.use_recovery(username=who.username, code=code, password=PASSWORD + "2")


def test_five_wrong_codes_end_a_recovery():
    (first, second), who = clerks(), person()
    row = services.open_recovery(username=who.username, reason="核对了身份证。", drops_factors=False,
                                 actor=actor(first))
    code = services.confirm_recovery(row, actor=actor(second))

    for _ in range(5):
        with pytest.raises(PartyRefused):
            services.use_recovery(username=who.username, code="AAAA-AAAA-AAAA", password=PASSWORD)
    with pytest.raises(PartyRefused):
        services.use_recovery(username=who.username, code=code, password=PASSWORD)

    assert Recovery.objects.get().closed_at
