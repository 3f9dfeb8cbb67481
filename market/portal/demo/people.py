"""The invented organisations and their people, from ``hall/organisations.json``."""
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from market.core import clock
from market.core.models import Region
from market.parties.acting import actor_of
from market.parties.actors import Actor
from market.parties.models import Identifier, Membership, Party, PartyRole, User

from .accounts import Account

ACTOR = "demo"
BEFORE = timedelta(days=120)
"""How long before the loading everybody had registered."""


@dataclass(frozen=True, slots=True)
class People:
    """Organisations by key and persons by login, as made."""

    parties: dict[str, Party]
    users: dict[str, User]

    def actor(self, login: str) -> Actor:
        """Who that person is when they act."""
        return actor_of(self.users[login])

    def party_of(self, login: str) -> Party:
        """The organisation a person was made in."""
        return self.parties[next(key for key, party in self.parties.items() if party.pk == self.actor(login).party)]


def read(folder: Path) -> list[dict]:
    """The organisations as written. Raises ValueError where the file is out of order."""
    return json.loads((folder / "organisations.json").read_text(encoding="utf-8"))


def make(written: list[dict], password: str) -> People:
    """Make everybody, proved and with their roles; all accounts of a demo share one password."""
    encoded = make_password(password)
    parties, users = {}, {}
    with clock.frozen(clock.now() - BEFORE):
        for one in written:
            parties[one["key"]] = party = _organisation(one)
            for person in one["people"]:
                users[person["login"]] = _person(party, person, encoded)
    return People(parties, users)


def _organisation(written: dict) -> Party:
    now = clock.now()
    party = Party.objects.create(kind=Party.Kind.ORGANISATION, name=written["name"], status=Party.Status.PROVED,
                                 region=Region.objects.filter(pk=written["region"]).first(), registered_at=now)
    Identifier.objects.create(party=party, scheme="uscc", value=written["code"], proved_at=now, since=clock.today())
    PartyRole.objects.bulk_create(PartyRole(party=party, role=role, given_by=ACTOR, since=now)
                                  for role in [*written["roles"], "supplier"])
    return party


def _person(party: Party, written: dict, encoded: str) -> User:
    now = clock.now()
    user = User.objects.create(username=written["login"], name=written["name"], password=encoded)
    Membership.objects.create(user=user, party=party, duties=written["duties"], admitted_by=ACTOR, asked_at=now,
                              since=now)
    return user


def accounts(written: list[dict]) -> list[Account]:
    """Those of the persons who stand for a role, in the order of the file."""
    return [Account(person["login"], person["account"], person["name"], one["name"])
            for one in written for person in one["people"] if "account" in person]
