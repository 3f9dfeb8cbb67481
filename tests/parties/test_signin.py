"""Signing in, the second step, limits, devices, and coming in through the registration page."""
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from lxml import html

from market.parties.forms.registering import FORMS, MOST_TYPED
from market.parties.models import AccountAct, Claim, Membership, Party, User
from tests.factories import city
from tests.factories.people import PASSWORD, credit_code, organisation, person
from tests.parties.test_services import PASSWORD as LONG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(db):
    city.load_city()


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": user.username, "password": password, **more})


def confirm(client, password=PASSWORD):
    """Show once more that it is oneself, as the pages ask before something that matters."""
    assert client.post(reverse("account_reauthenticate"), {"password": password}).status_code == 302


def forms_of(answer):
    return html.document_fromstring(answer.content.decode())


def registration(**changes):
    return {"code": credit_code(7001), "name": "示例启明医疗设备有限公司", "person": "许望舒", "mobile": "13800000001",
            "password": LONG, "idempotency_key": "k-1"} | changes


@pytest.mark.parametrize("kind", list(FORMS))
def test_a_registration_asks_for_five_typed_fields_at_most(client, kind):
    answer = client.get(reverse("account_signup"), {"kind": kind})

    typed = [box for box in forms_of(answer).xpath("//main//form//input[@name]")
             if box.get("type") not in {"hidden", "submit", "checkbox"} and box.get("name") != "q"]
    assert 0 < len(typed) <= MOST_TYPED == 5


def test_the_registration_page_makes_an_account_and_signs_it_in(client):
    client.get(reverse("account_signup"))

    answer = client.post(reverse("account_signup"), registration())

    assert answer.status_code == 302 and answer["Location"] == reverse("parties:profile")
    page = client.get(answer["Location"]).content.decode()
    assert "待核实" in page and "示例启明医疗设备有限公司" in page


def test_a_wrong_check_digit_is_explained_and_what_was_typed_is_kept(client):
    client.get(reverse("account_signup"))
    right = credit_code(7001)
    wrong = right[:17] + ("1" if right[17] != "1" else "2")

    answer = client.post(reverse("account_signup"), registration(code=wrong))

    page = answer.content.decode()
    assert answer.status_code == 422 and not User.objects.exists() and "<title>错误：" in page
    assert f"按前 17 位计算，第 18 位应为 {right[17]}，您输入的是 {wrong[17]}" in page
    assert "许望舒" in page and LONG not in page
    assert answer.status_code == 422 and client.post(reverse("account_signup"), registration()).status_code == 302


def test_a_code_typed_beside_the_sign_in_is_checked_before_anything_else_is_asked(client):
    right = credit_code(7001)

    assert "校验位相符" in client.get(reverse("account_signup"), {"code": right.lower()}).content.decode()
    page = client.get(reverse("account_signup"), {"code": right[:17] + "!"}).content.decode()
    assert "第 18 位“!”不是代码可用的字符" in page and "校验位相符" not in page


def test_sending_a_registration_twice_makes_one_account():
    client = Client()
    client.get(reverse("account_signup"))
    other = Client()
    other.cookies = client.cookies.copy()

    answers = [one.post(reverse("account_signup"), registration()) for one in (client, other)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert User.objects.count() == Claim.objects.count() == Party.objects.count() == 1


def test_a_signed_in_person_claims_another_organisation_and_acts_for_it(client):
    sign_in(client, person(organisation("某公司", "supplier"), "admin", name="江小舟"))

    answer = client.post(reverse("account_signup"), {"code": credit_code(7002), "name": "另一家公司",
                                                     "idempotency_key": "k-2"})

    assert answer.status_code == 302
    assert "另一家公司" in client.get(reverse("parties:profile")).content.decode()


def test_who_signs_in_comes_back_to_where_they_were(client):
    user = person(organisation("某公司", "supplier"), "admin")
    led = client.get(reverse("parties:people"))
    assert led["Location"] == "/account/login/?next=%2Fdesk%2Fpeople%2F"

    answer = sign_in(client, user, next="/desk/people/")

    assert answer["Location"] == "/desk/people/"
    assert sign_in(Client(), user, next="https://evil.example/")["Location"] == "/desk/"


def test_five_wrong_passwords_shut_the_door_to_that_account_for_a_while(client):
    user, other = person(), person()
    for _ in range(5):
        assert sign_in(client, user, "不是这个口令").status_code == 422

    answer = sign_in(client, user)

    assert answer.status_code == 422 and "尝试次数过多" in answer.content.decode()
    assert sign_in(Client(), other).status_code == 302
    assert AccountAct.objects.filter(user=user, what="account.refused").count() == 5


def test_many_tries_from_one_place_are_answered_in_words(client):
    said = {"username": "13900000000", "code": "A", "password": LONG}

    answers = [client.post(reverse("account_reset_password"), said) for _ in range(7)]

    assert answers[0].status_code == 422 and answers[-1].status_code == 429
    assert "操作过于频繁" in answers[-1].content.decode()


def test_a_shut_account_does_not_get_in(client):
    user = person()
    User.objects.filter(pk=user.pk).update(is_active=False)

    answer = sign_in(client, user)

    assert answer.status_code in {302, 422} and "_auth_user_id" not in client.session


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_one_time_password_is_asked_for_once_it_is_set_up(client):
    user = person(organisation("某公司", "supplier"), "admin")
    sign_in(client, user)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = forms_of(page).xpath("//span[@class='mono']/text()")[0]
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 422

    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert secret not in str(Authenticator.objects.get(type="totp").data), "the secret lies veiled"
    codes = forms_of(client.get(reverse("mfa_view_recovery_codes"))).xpath("//ul[@class='recovery-codes']/li/text()")
    assert len(codes) == 10
    assert not forms_of(client.get(reverse("mfa_view_recovery_codes"))).xpath("//ul[@class='recovery-codes']/li")
    fresh = Client()
    assert sign_in(fresh, user)["Location"].startswith(reverse("mfa_authenticate"))
    assert fresh.get(reverse("parties:people")).status_code == 302, "half signed in is not signed in"
    assert fresh.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422
    assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert fresh.get(reverse("parties:people")).status_code == 200
    again = Client()
    sign_in(again, user)
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 422, "a code works once"


def test_a_change_of_password_signs_out_every_other_device(client):
    user = person()
    sign_in(client, user)
    other = Client()
    sign_in(other, user)

    answer = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": LONG,
                                                              "password2": LONG})

    assert answer.status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
    assert other.get(reverse("mfa_index")).status_code == 302
    assert len(forms_of(client.get(reverse("mfa_index"))).xpath("//section[@aria-labelledby='devices']//li")) == 1


def test_other_devices_are_signed_out_on_request(client):
    user = person()
    sign_in(client, user)
    other = Client()
    sign_in(other, user)

    confirm(client)
    client.post(reverse("parties:end-others"))

    assert other.get(reverse("mfa_index")).status_code == 302 and client.get(reverse("mfa_index")).status_code == 200
    assert Session.objects.filter(session_key=client.session.session_key).exists()


def test_a_session_on_a_public_computer_is_short(client):
    sign_in(client, person(), public="on")

    assert client.session.get_expiry_age() <= 900
    assert client.get(reverse("mfa_index")).cookies["sessionid"]["max-age"] == 900, "each page begins it anew"


def test_nobody_switches_to_an_organisation_they_do_not_belong_to(client):
    mine, other = organisation("我的公司", "supplier"), organisation("别人的公司", "supplier")
    sign_in(client, person(mine, "admin"))

    for party in (str(other.pk), "x", ""):
        assert client.post(reverse("parties:switch"), {"party": party}).status_code == 404
    assert "别人的公司" not in client.get(reverse("parties:profile")).content.decode()


def test_who_belongs_to_two_chooses_and_the_choice_is_written_down(client):
    one, two = organisation("甲公司", "supplier"), organisation("乙公司", "supplier")
    user = person(one, "admin")
    Membership.objects.create(user=user, party=two, duties=["handler"], asked_at=user.date_joined,
                              since=user.date_joined)
    assert sign_in(client, user)["Location"] == reverse("parties:switch")

    answer = client.post(reverse("parties:switch"), {"party": str(two.pk), "next": "//evil.example/"})

    assert answer["Location"] == reverse("parties:profile")
    assert "乙公司" in client.get(reverse("parties:profile")).content.decode()
    assert AccountAct.objects.filter(user=user, what="account.switched", party=two).exists()


def test_a_closed_organisation_is_acted_for_by_nobody(client):
    firm = organisation("某公司", "supplier")
    sign_in(client, person(firm, "admin"))
    Party.objects.filter(pk=firm.pk).update(status="closed")

    assert "没有代表任何单位" in client.get(reverse("parties:profile")).content.decode()


def test_the_account_history_tells_of_every_sign_in_and_never_of_an_address(client):
    user = person()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD}, REMOTE_ADDR="203.0.113.7",
                headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"})

    page = client.get(reverse("mfa_index")).content.decode()

    assert "Chrome（Windows）" in page and "203.0.113.7" not in page
    assert not re.search(r"203\.0\.113", str(list(AccountAct.objects.values())) + str(list(user.sign_ins.values())))


def test_signing_out_takes_a_post_and_ends_the_session(client):
    user = person()
    sign_in(client, user)
    assert client.get(reverse("account_logout")).status_code == 200 and "_auth_user_id" in client.session

    assert client.post(reverse("account_logout")).status_code == 302

    assert "_auth_user_id" not in client.session and not user.sign_ins.exists()
