"""A folder for files, a client for a person, and a clock that stands."""
import pytest
from django.test import Client

from market.core import clock
from market.parties.models import User

BEGUN = "2026-09-07T09:00:00"


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def frozen():
    with clock.frozen(BEGUN) as moving:
        yield moving


@pytest.fixture
def as_():
    """A client signed in as an actor's person."""
    def sign_in(actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user))
        return client
    return sign_in
