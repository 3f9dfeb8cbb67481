"""Founding the centre in an empty database: the organisation that proves all others, and its first two people."""
from dataclasses import dataclass

from django.db import transaction

from market.core import clock

from .. import acts
from ..errors import PartyRefused
from ..models import Identifier, Membership, Party, PartyRole, User
from ..models.parties import USCC
from .recovery import first_code
from .registering import account_without_password, holder, identify

ACTOR = "founding"
DUTIES = ["admin", "handler", "approver"]
"""Of both: each checks what the other did, and either lets further people in."""


@dataclass(frozen=True, slots=True)
class Founder:
    """One of the first two, with the code that sets a password once."""

    user: User
    code: str


def centre_exists() -> bool:
    """Whether some organisation is the centre."""
    return PartyRole.objects.filter(role="centre", until=None).exists()


@transaction.atomic
def found_centre(*, name: str, code: str, people: list[tuple[str, str]]) -> tuple[Party, list[Founder]]:
    """Make the centre, proved, with two people given as (name, mobile number).

    Nobody is there who could check a claim yet, so whoever runs this on the machine answers for what is typed. Raises
    PartyRefused, and then nothing is made: where a centre exists, the code is held by somebody or wrong, or it is not
    two different people.
    """
    if centre_exists():
        raise PartyRefused("centre.exists", "交易中心已经设立，没有再设立；人员由其单位管理员接纳。")
    scheme, value = identify(Party.Kind.ORGANISATION, code)
    if holder(scheme, value):
        raise PartyRefused("centre.code_held", "这个统一社会信用代码已由其他单位核实，没有设立；请核对后重新填写。")
    if not (name := " ".join(name.split())):
        raise PartyRefused("name.missing", "没有填写中心名称，没有设立；请填写，与证照上的一致。")
    if len(people) != 2:
        raise PartyRefused("centre.two_people", "中心的事项由两人分别办理，没有设立；请给出两名工作人员。")
    now = clock.now()
    party = Party.objects.create(kind=Party.Kind.ORGANISATION, name=name, status=Party.Status.PROVED, registered_at=now)
    Identifier.objects.create(party=party, scheme=USCC, value=value, proved_at=now, since=clock.today())
    PartyRole.objects.create(party=party, role="centre", given_by=ACTOR, since=now)
    acts.record("role.given", party=party, actor=ACTOR, role="公共资源交易中心")
    users = [account_without_password(person=person, mobile=mobile) for person, mobile in people]
    for user in users:
        Membership.objects.create(user=user, party=party, duties=DUTIES, admitted_by=ACTOR, asked_at=now, since=now)
        acts.record("membership.admitted", user=user, party=party, actor=ACTOR, name=str(user))
    first, second = users
    return party, [Founder(first, first_code(first, beside=second)), Founder(second, first_code(second, beside=first))]
