"""A form larger than any of ours is refused in words before it is taken in; what has a ceiling of its own is let by."""
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from market.core import wording
from market.portal import bodies
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch):
    for name, most in (("FIELDS", 1000), ("UNKNOWN", 2000), ("KNOWN", 5000), ("SWALLOWED", 20_000)):
        monkeypatch.setattr(bodies, name, most)


def send(client, size: int):
    return client.post("/verify/", {"receipt": SimpleUploadedFile("收据.json", b"x" * size)})


@pytest.fixture
def known():
    client = Client()
    client.force_login(people.person())
    return client


def test_a_form_that_is_too_large_is_refused_with_both_sizes_and_a_way_out(client, known):
    for sender, size in ((client, 2500), (known, 6000), (known, 30_000)):
        answer = send(sender, size)
        text = answer.content.decode()

        assert answer.status_code == 413 and "请返回上一页" in text and "也没有更改任何内容" in text
        assert f"这次提交共 {wording.size(int(answer.wsgi_request.META['CONTENT_LENGTH']))}" in text
    assert send(client, 500).status_code == send(known, 3000).status_code == 422, "taken in, and found to be no receipt"


def test_fields_alone_are_bounded_as_well(client):
    assert client.post("/account/login/", "x=" + "y" * 1200,
                       content_type="application/x-www-form-urlencoded").status_code == 413


def test_nothing_of_it_is_read_into_memory_or_onto_the_disk(monkeypatch, known):
    def parse(*_):
        raise AssertionError("the form was taken in")
    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", parse)

    assert send(known, 6000).status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "many", "１２"])
def test_a_length_that_is_none_is_not_believed(length):
    request = RequestFactory().post("/", {"x": "y"}, CONTENT_LENGTH=length)

    assert bodies._length(request) in {0, 12}


def test_pieces_of_volumes_have_a_ceiling_of_their_own(client):
    answer = client.patch("/desk/bids/uploads/0b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11/", b"x" * 30_000,
                          content_type="application/offset+octet-stream")

    assert answer.status_code != 413
