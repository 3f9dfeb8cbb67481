"""The invented organisations and their people, from ``hall/organisations.json``."""
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from market.core import clock, files
from market.core.models import Region
from market.parties import services
from market.parties.acting import actor_of
from market.parties.actors import Actor
from market.parties.models import Identifier, Membership, Party, PartyRole, User

from . import documents
from .accounts import Account

ACTOR = "demo"
STAFF = "zhongxin"
"""The login of who gives roles: the centre is the first to be there."""
YESTERDAY = timedelta(days=1)
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
        made, first = People(parties, users), {one["key"]: one["people"][0]["login"] for one in written}
        for one in written:
            for role in one["roles"]:
                services.give_role(parties[one["key"]], role, actor=made.actor(STAFF))
        mandates = [(one["key"], principal) for one in written for principal in one.get("acts_for", ())]
        for number, (agent, principal) in enumerate(mandates, 1):
            services.give_mandate(number=f"委〔{clock.today().year}〕{number:03d} 号", principal=parties[principal],
                                  agent=parties[agent], since=clock.today(), actor=made.actor(first[principal]))
    return made


def newcomer(folder: Path, password: str) -> Account:
    """Somebody who registered yesterday, with a claim and its licence before the centre."""
    said = json.loads((folder / "newcomer.json").read_text(encoding="utf-8"))
    with clock.frozen(clock.now() - YESTERDAY):
        user = services.open_account(person=said["person"], mobile=said["mobile"], password=password)
        user.username = said["login"]
        user.save()
        claim = services.claim(user=user, code=said["code"], name=said["name"])
        licence = files.keep(documents.word(said["name"], tuple(said["licence"])), name="营业执照.docx")
        services.send_licence(claim, licence=licence, actor=actor_of(user))
    return Account(said["login"], said["account"], said["person"], said["name"])


def _organisation(written: dict) -> Party:
    now = clock.now()
    party = Party.objects.create(kind=Party.Kind.ORGANISATION, name=written["name"], status=Party.Status.PROVED,
                                 address=written["address"],
                                 phone=written["phone"], registered_at=now,
                                 region=Region.objects.filter(pk=written["region"]).first())
    Identifier.objects.create(party=party, scheme="uscc", value=written["code"], proved_at=now, since=clock.today())
    first = {"centre"} & set(written["roles"]) if written["roles"] else {"supplier"}
    PartyRole.objects.bulk_create(PartyRole(party=party, role=role, given_by=ACTOR, since=now) for role in first)
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
