"""Signing in through the city's identity service, a process of its own, and all that goes wrong there."""
import json

import pytest
from django.test import Client
from django.urls import reverse

from market.parties import services
from market.parties.errors import PartyRefused
from market.parties.models import Claim, User
from tests.factories import city
from tests.factories.people import PASSWORD, actor, credit_code, person
from tests.parties.test_services import register

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("identity")]
LOGIN = "/account/identity/identity/login/"


@pytest.fixture(autouse=True)
def town(db):
    city.load_city()


def go_there(client, address=LOGIN) -> str:
    answer = client.post(address)
    assert answer.status_code == 302
    return answer["Location"]


def come_back(client, where):
    return client.get(where.removeprefix("http://testserver"))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_person_signs_in_there_and_has_an_account_without_an_organisation(client, identity):
    answer = come_back(client, identity.choose(go_there(client)))

    user = User.objects.get()
    assert answer.status_code == 302 and signed_in(client)
    assert (user.name, user.mobile, user.username) == ("许望舒", "13800001001", "13800001001")
    assert not user.has_usable_password() and actor(user).party is None


def test_the_second_time_it_is_the_same_account(client, identity):
    for _ in range(2):
        come_back(client, identity.choose(go_there(client)))
        client.post(reverse("account_logout"))

    assert User.objects.count() == 1


@pytest.mark.parametrize("failure", ["down", "nonsense", "signature", "audience", "expired", "userinfo"])
def test_what_goes_wrong_there_ends_in_a_sentence_and_makes_nothing(client, identity, failure):
    answer = come_back(client, identity.choose(go_there(client), failure=failure))

    assert answer.status_code == 401 and "没有通过核对" in answer.content.decode()
    assert not User.objects.exists() and not signed_in(client)


def test_who_says_no_there_is_not_signed_in(client, identity):
    answer = come_back(client, identity.choose(go_there(client), failure="denied"))

    assert answer["Location"] == reverse("socialaccount_login_cancelled") and not User.objects.exists()


def test_an_answer_to_another_browser_is_not_taken(client, identity):
    answer = come_back(Client(), identity.choose(go_there(client)))

    assert answer.status_code == 401 and not User.objects.exists()


def test_a_code_works_once(client, identity):
    where = identity.choose(go_there(client))
    come_back(client, where)
    client.post(reverse("account_logout"))

    assert come_back(client, where).status_code == 401 and not signed_in(client)


def test_a_known_mobile_number_is_no_key_to_an_account(client, identity):
    known = person()
    User.objects.filter(pk=known.pk).update(username="13800001001", mobile="13800001001")

    answer = come_back(client, identity.choose(go_there(client)))

    assert answer["Location"] == reverse("account_login") and not signed_in(client) and User.objects.count() == 1
    assert "这个手机号码已有账号" in client.get(answer["Location"]).content.decode()
    client.post(reverse("account_login"), {"login": "13800001001", "password": PASSWORD})
    come_back(client, identity.choose(go_there(client, LOGIN + "?process=connect")))
    client.post(reverse("account_logout"))
    come_back(client, identity.choose(go_there(client)))
    assert client.session["_auth_user_id"] == str(known.pk)


def test_a_service_that_is_away_is_said_to_be_away(client, identity, settings):
    settings.OUTBOUND_STANDINS = frozenset()

    answer = client.post(LOGIN)

    assert answer.status_code == 401 and "没有应答" in answer.content.decode()


def test_the_page_lets_its_form_end_at_the_service_and_nowhere_else(client, identity):
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]

    assert f"form-action 'self' {identity.url};" in policy + ";"


def test_without_a_service_there_is_no_way_through_it(client):
    assert client.post(LOGIN).status_code == 404
    assert "统一身份认证登录" not in client.get(reverse("account_login")).content.decode()


def pending():
    claim = register()
    return services.challenge(claim, actor=actor(claim.user))


def test_a_certificate_proves_an_organisation_at_once(identity):
    claim = pending()

    made = identity.statement(code=claim.identifier.value, name="示例启明", challenge=claim.challenge)
    services.prove_by_certificate(claim, statement=made, actor=actor(claim.user))

    assert Claim.objects.get(pk=claim.pk).status == "proved" and actor(claim.user).roles == {"supplier"}


@pytest.mark.parametrize(("changes", "code"), [
    ({"challenge": "0" * 64}, "statement.challenge"), ({"code": credit_code(9002)}, "statement.code")])
def test_a_statement_about_something_else_proves_nothing(identity, changes, code):
    claim = pending()
    made = identity.statement(**{"code": claim.identifier.value, "name": "某", "challenge": claim.challenge} | changes)

    with pytest.raises(PartyRefused) as refused:
        services.prove_by_certificate(claim, statement=made, actor=actor(claim.user))

    assert refused.value.code == code and Claim.objects.get(pk=claim.pk).status == "pending"


def test_a_certificate_of_an_authority_nobody_trusts_proves_nothing(identity, settings, tmp_path):
    claim = pending()
    made = identity.statement(code=claim.identifier.value, name="某", challenge=claim.challenge)
    settings.CERTIFICATE_ROOTS = str(tmp_path / "empty")

    with pytest.raises(PartyRefused) as refused:
        services.prove_by_certificate(claim, statement=made, actor=actor(claim.user))

    assert refused.value.code == "statement.issuer"


@pytest.mark.parametrize("statement", [b"", b"[]", b"{}", b"\xff", b'{"format":"signed-statement/1"}', b"[" * 70000])
def test_a_file_that_is_no_statement_is_told_apart(identity, statement):
    claim = pending()

    with pytest.raises(PartyRefused) as refused:
        services.prove_by_certificate(claim, statement=statement, actor=actor(claim.user))

    assert refused.value.code == "statement.malformed"


def test_a_signature_over_other_bytes_proves_nothing(identity):
    claim = pending()
    said = {"code": claim.identifier.value, "name": "某", "challenge": claim.challenge}
    one, other = (json.loads(identity.statement(**said)) for _ in range(2))

    with pytest.raises(PartyRefused) as refused:
        services.prove_by_certificate(claim, statement=json.dumps(one | {"signature": other["signature"]}).encode(),
                                      actor=actor(claim.user))

    assert refused.value.code == "statement.signature"
