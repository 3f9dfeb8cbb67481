"""What every test of the procedure starts from: a folder for files, a client for a person."""
import pytest
from django.test import Client

from market.parties.models import User


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def as_():
    """A client signed in as an actor's person."""
    def sign_in(actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user))
        return client
    return sign_in
