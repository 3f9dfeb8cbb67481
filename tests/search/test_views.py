"""The pages of search."""
import pytest
from django.urls import reverse

from tests.factories.search import PublicRecordFactory

pytestmark = pytest.mark.django_db


def test_the_list_shows_a_record(client, indexed):
    indexed(PublicRecordFactory(due=True))

    answer = client.get(reverse("fulltext:notices"), {"q": "护坡"})

    assert answer.status_code == 200
    assert "正文命中" in answer.content.decode()
    assert "UNDEFINED" not in answer.content.decode()
