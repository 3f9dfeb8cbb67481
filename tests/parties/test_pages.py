"""Who may open which page; every page is whole."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from market.core import clock
from market.parties import services
from market.parties.models import Certificate, Mandate, Membership
from tests.factories import city
from tests.factories.people import PASSWORD, actor, organisation, person
from tests.parties.test_services import licence, register
from tests.portal.pages import faults, is_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    """The invented city with a centre, a hospital with its agent, a claim that waits, somebody who asks to join."""
    city.load_city()
    centre, hospital = organisation("示例市公共资源交易中心", "centre"), organisation("示例市第三人民医院", "purchaser")
    agent = organisation("示例衡准招标咨询有限公司", "agent")
    made = {"clerk": person(centre, "handler", name="秦岭"), "second": person(centre, "approver", name="夏至"),
            "chief": person(hospital, "admin", "handler", name="江小舟"), "member": person(hospital, "approver"),
            "agent": person(agent, "admin", "handler"), "loner": person(), "centre": centre, "hospital": hospital}
    made["claim"] = register()
    made["newcomer"] = made["claim"].user
    made["asking"] = services.ask_to_join(user=person(name="许望舒"), party=hospital)
    made["mandate"] = services.give_mandate(number="WT-1", principal=hospital, agent=agent, actor=actor(made["chief"]),
                                            since=clock.today())
    made["certificate"] = services.add_certificate(
        party=hospital, kind="医疗机构执业许可证", number="A-1", issuer="示例市卫生健康委员会",
        valid_from=made["mandate"].since, actor=actor(made["chief"]), file=licence())
    made["recovery"] = services.open_recovery(username=made["loner"].username, reason="核对了身份证。",
                                              drops_factors=False, actor=actor(made["clerk"]))
    return made


def addresses(town) -> dict[str, str]:
    """Every page of ours that is opened by GET, by its name."""
    row = Membership.objects.get(user=town["member"])
    return {
        "login": reverse("account_login"), "register": reverse("account_signup"),
        "register person": reverse("account_signup") + "?kind=person", "recover": reverse("account_reset_password"),
        "register foreign": reverse("account_signup") + "?kind=foreign", "logout": reverse("account_logout"),
        "inactive": reverse("account_inactive"), "cancelled": reverse("socialaccount_login_cancelled"),
        "security": reverse("mfa_index"), "password": reverse("account_change_password"),
        "confirm": reverse("account_reauthenticate"), "switch": reverse("parties:switch"),
        "profile": reverse("parties:profile"), "people": reverse("parties:people"),
        "mandates": reverse("parties:mandates"), "certificates": reverse("parties:certificates"),
        "keys": reverse("parties:keys"), "member": reverse("parties:member", args=[row.pk]),
        "asking": reverse("parties:member", args=[town["asking"].pk]),
        "leave": reverse("parties:member-leave", args=[row.pk]),
        "revoke": reverse("parties:mandate-revoke", args=[town["mandate"].pk]),
        "file": reverse("parties:certificate-file", args=[town["certificate"].pk]),
        "claims": reverse("parties:claims"), "claim": reverse("parties:claim", args=[town["claim"].pk]),
        "parties": reverse("parties:parties"), "party": reverse("parties:party", args=[town["hospital"].pk]),
        "role": reverse("parties:role-take", args=[town["hospital"].roles.get().pk]),
        "recoveries": reverse("parties:recoveries"),
    }


OPEN = ("login", "register", "register person", "register foreign", "recover", "inactive", "cancelled")
MINE = ("security", "password", "confirm", "switch", "profile", "people", "mandates", "certificates", "keys",
        "logout")
CENTRE = ("claims", "claim", "parties", "party", "role", "recoveries")
SEEN = {
    "nobody": OPEN,
    "loner": MINE,
    "newcomer": MINE,
    "chief": (*MINE, "member", "asking", "leave", "revoke", "file"),
    "member": (*MINE, "leave", "revoke", "file"),
    "agent": (*MINE, "revoke"),
    "clerk": (*MINE, *CENTRE, "file", "revoke"),
}
"""Pages that open (200) for each; others lead to signing in, back to the desk, or are not there."""


@pytest.mark.parametrize("who", SEEN)
def test_each_role_sees_its_pages_and_no_others(client, town, who):
    if who != "nobody":
        client.force_login(town[who])

    for name, address in addresses(town).items():
        answer = client.get(address)
        if name in SEEN[who] or (name in OPEN and name != "login"):
            assert answer.status_code == (403 if name == "inactive" else 200), (who, name)
            assert not is_page(answer) or not faults(answer), (who, name, faults(answer))
        elif who == "nobody":
            assert answer.status_code == 302 and (address == "/account/logout/" or
                                                  answer["Location"].startswith("/account/login/")), (who, name)
        else:
            assert answer.status_code == (302 if name == "login" else 404), (who, name)


def test_a_page_of_the_desk_is_kept_by_no_cache(client, town):
    client.force_login(town["chief"])

    for name in ("profile", "people", "keys", "security", "mandates", "certificates"):
        assert "no-store" in client.get(addresses(town)[name])["Cache-Control"], name


@pytest.mark.parametrize(("name", "model", "key"), [
    ("certificate-revoke", Certificate, "certificate"), ("mandate-revoke", Mandate, "mandate"),
    ("member-leave", Membership, "asking")])
def test_what_belongs_to_another_organisation_is_not_there(client, town, name, model, key):
    stranger = person(organisation("某公司", "supplier"), "admin", "handler")
    client.force_login(stranger)
    before = list(model.objects.filter(pk=town[key].pk).values())

    answer = client.post(reverse(f"parties:{name}", args=[town[key].pk]), {"reason": "不该成功"})

    assert answer.status_code == 404 and list(model.objects.filter(pk=town[key].pk).values()) == before


def test_the_header_says_who_is_signed_in_and_for_whom(client, town):
    assert "登录 / 注册" in client.get("/").content.decode()

    client.post(reverse("account_login"), {"login": town["chief"].username, "password": PASSWORD})

    page = client.get("/").content.decode()
    assert "江小舟" in page and "示例市第三人民医院" in page and "退出" in page and "登录 / 注册" not in page


@pytest.mark.parametrize(("who", "name"), [("clerk", "claims"), ("clerk", "parties"), ("clerk", "party"),
                                           ("chief", "people"), ("chief", "mandates"), ("chief", "keys")])
def test_a_longer_list_asks_the_database_no_more_often(client, town, django_assert_num_queries, who, name):
    client.force_login(town[who])
    address = addresses(town)[name]
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)

    for number in range(12):
        register(9100 + number, mobile=f"137{number:08d}")
        services.ask_to_join(user=person(), party=town["hospital"])
        person(town["hospital"], "handler")
        services.give_role(organisation(f"单位{number}", "agent"), "purchaser", actor=actor(town["clerk"]))

    with django_assert_num_queries(len(before)):
        client.get(address)
