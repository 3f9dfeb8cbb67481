"""People and organisations for tests: proved, with valid credit codes, roles and duties."""
from itertools import count

from stdnum.cn import uscc

from market.core import clock
from market.core.models import Region
from market.parties.acting import actor_of
from market.parties.actors import Actor
from market.parties.models import Identifier, Membership, Party, PartyRole, User

_numbers = count(1)
PASSWORD = "一个只在测试里用的口令"


def credit_code(number: int) -> str:
    """A valid unified social credit code that belongs to nobody."""
    front = f"91320299MA{number:07d}"
    return front + uscc.calc_check_digit(front)


def organisation(name: str, *roles: str, region: str = "32029901", proved: bool = True) -> Party:
    """An organisation with these roles; its region is left empty where none of that code is loaded."""
    now = clock.now()
    party = Party.objects.create(kind="organisation", name=name, status="proved" if proved else "pending",
                                 region=Region.objects.filter(pk=region).first(), registered_at=now)
    Identifier.objects.create(party=party, scheme="uscc", value=credit_code(next(_numbers)),
                              proved_at=now if proved else None, since=clock.today())
    for role in roles:
        PartyRole.objects.create(party=party, role=role, given_by="tests", since=now)
    return party


def person(party: Party | None = None, *duties: str, name: str = "") -> User:
    """Somebody who signs in, a member of ``party`` with these duties."""
    number = next(_numbers)
    user = User(username=f"139{number:08d}", mobile=f"139{number:08d}", name=name or f"测试员{number}")
    user.set_password(PASSWORD)
    user.save()
    if party:
        now = clock.now()
        Membership.objects.create(user=user, party=party, duties=list(duties), admitted_by="tests", asked_at=now,
                                  since=now)
    return user


def actor(user: User, party: Party | None = None) -> Actor:
    """Who that person is as an actor."""
    return actor_of(user, party)


def act(name: str, role: str, *duties: str) -> Actor:
    """An actor of a fresh organisation with that role: for tests that need nothing more of it."""
    return actor_of(person(organisation(name, role), *duties))
