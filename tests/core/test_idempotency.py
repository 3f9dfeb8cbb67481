"""Doing an act twice is doing it once, through HTTP."""
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from market.core import clock, idempotency
from market.core.models import IdempotencyKey
from market.parties.models import User
from tests.stage.models import Play

pytestmark = pytest.mark.urls("tests.stage.urls")


@pytest.fixture
def visitor(settings):
    return a_visitor(settings, "one")


def a_visitor(settings, cookie):
    visitor = Client()
    visitor.cookies[settings.CSRF_COOKIE_NAME] = cookie.ljust(32, "x")
    return visitor


def post(client, key="k-1", title="道路养护", **extra):
    return client.post("/plays/", {"title": title, "idempotency_key": key, **extra})


@pytest.mark.django_db
def test_the_same_form_sent_twice_creates_once(visitor):
    first, second = post(visitor), post(visitor)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert second["Idempotency-Replayed"] == "true"
    assert Play.objects.count() == 1


@pytest.mark.django_db
def test_the_header_and_the_hidden_field_are_one_key(visitor):
    post(visitor)

    again = visitor.post("/plays/", {"title": "道路养护"}, headers={"Idempotency-Key": "k-1"})

    assert again.status_code == 303
    assert Play.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("second", [
    lambda visitor: post(visitor, title="另一项目"),
    lambda visitor: post(visitor, more="x"),
    lambda visitor: post(visitor, file=SimpleUploadedFile("b.txt", b"two")),
    lambda visitor: visitor.post("/plays/?x=1", {"title": "道路养护", "idempotency_key": "k-1"}),
])
def test_the_same_key_with_another_body_is_refused(visitor, second):
    post(visitor)

    refused = second(visitor)

    assert refused.status_code == 422
    assert refused.content.decode().endswith("。")
    assert Play.objects.count() == 1


@pytest.mark.django_db
def test_the_same_files_sent_twice_are_the_same_body(visitor):
    statuses = [post(visitor, file=SimpleUploadedFile("a.txt", b"one")).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert Play.objects.count() == 1


@pytest.mark.django_db
def test_another_key_is_another_act(visitor):
    post(visitor, key="k-1")
    post(visitor, key="k-2")

    assert Play.objects.count() == 2


@pytest.mark.django_db
def test_a_key_belongs_to_its_visitor(visitor, settings):
    post(visitor)

    other = post(a_visitor(settings, "two"))

    assert "Idempotency-Replayed" not in other
    assert Play.objects.count() == 2


@pytest.mark.django_db
def test_a_key_belongs_to_the_person_in_any_browser(settings):
    user = User.objects.create_user("li")
    for cookie in ("one", "two"):
        client = a_visitor(settings, cookie)
        client.force_login(user)
        assert post(client).status_code == 303

    assert Play.objects.count() == 1
    assert str(user.pk) not in IdempotencyKey.objects.get().scope


@pytest.mark.django_db
def test_a_cookie_is_not_kept_in_the_clear(visitor):
    post(visitor)

    assert len(IdempotencyKey.objects.get().scope) == 64
    assert "onexx" not in IdempotencyKey.objects.get().scope


@pytest.mark.django_db
def test_a_refused_form_changes_nothing_and_may_be_mended_under_its_key(visitor):
    assert post(visitor, title="").status_code == 422
    assert not Play.objects.exists()
    assert not IdempotencyKey.objects.exists()

    assert post(visitor).status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 81, "a b", "a\x00b", "甲"])
def test_a_form_without_a_usable_key_is_refused(visitor, key):
    assert post(visitor, key=key).status_code == 400
    assert not Play.objects.exists()


@pytest.mark.django_db
def test_a_visitor_without_any_cookie_is_refused(client):
    assert post(client).status_code == 400
    assert not Play.objects.exists()


@pytest.mark.django_db
def test_a_machine_gets_its_first_answer_again(visitor):
    def send(title):
        return visitor.post("/api/plays/", json.dumps({"title": title}), content_type="application/json",
                            headers={"Idempotency-Key": "k-1"})

    first, second, other = send("甲"), send("甲"), send("乙")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_body")


@pytest.mark.django_db
def test_a_key_is_forgotten_after_48_hours(visitor):
    post(visitor)
    IdempotencyKey.objects.update(used_at=clock.real_now() - timedelta(hours=47, minutes=59))
    post(visitor)
    assert Play.objects.count() == 1

    IdempotencyKey.objects.update(used_at=clock.real_now() - timedelta(hours=48, minutes=1))
    post(visitor)
    assert Play.objects.count() == 2

    IdempotencyKey.objects.update(used_at=clock.real_now() - timedelta(hours=49))
    assert idempotency.sweep() == 1


@pytest.mark.xdist_group("shared databases")
def test_of_many_sent_at_once_one_acts_and_all_get_its_answer(shared):
    answers, count = shared.play([["post"]] * 4, [["count"]])

    assert len(set(answers)) == 1 and answers[0].startswith("303 /plays/")
    assert count == [1]
