"""Coming in: an account, and a claim to the code of an organisation, a person or a body abroad."""
import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from market.core import clock
from market.core.models import Region
from market.core.tags import owner_tag

from .. import acts, codes
from ..countries import COUNTRIES
from ..errors import PartyRefused
from ..models import Claim, Identifier, Membership, Party, User
from ..models.parties import FOREIGN, PERSON, USCC
from .members import ask_to_join

MOBILE = re.compile(r"1[3-9]\d{9}")
PERSON_SCOPE = "citizen-number"
FIRST_DUTIES = ["admin", "handler"]
"""What the person who brings in an organisation does in it until its people are admitted."""


@transaction.atomic
def register(*, code: str, name: str, person: str, mobile: str, password: str, kind: str = Party.Kind.ORGANISATION,
             country: str = "") -> Claim | Membership:
    """Make an account and claim a code for it; where the code is proved already, ask to join its holder.

    ``name`` is the organisation's, ``person`` the natural person's. Raises PartyRefused, and then nothing is made.
    """
    identify(kind, code, country)
    user = open_account(person=person, mobile=mobile, password=password)
    return claim(user=user, code=code, name=name, kind=kind, country=country)


@transaction.atomic
def open_account(*, person: str, mobile: str, password: str) -> User:
    """An account that belongs to nobody yet. Raises PartyRefused for a taken number or a weak password."""
    user = _new_user(person, mobile)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PartyRefused("password.weak", "".join(error.messages), field="password") from error
    user.set_password(password)
    return _keep(user)


def _new_user(person: str, mobile: str) -> User:
    person, mobile = person.strip(), re.sub(r"[ -]", "", mobile)
    if not person:
        raise PartyRefused("person.missing", "请填写经办人姓名。", field="person")
    if not MOBILE.fullmatch(mobile):
        raise PartyRefused("mobile.form", "手机号码应为 11 位，以 1 开头，请核对后重新填写。", field="mobile")
    return User(username=mobile, mobile=mobile, name=person)


def account_without_password(*, person: str, mobile: str) -> User:
    """An account nobody signs in to before its person has set a password by a code. Raises PartyRefused."""
    user = _new_user(person, mobile)
    user.set_unusable_password()
    return _keep(user)


def _keep(user: User) -> User:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise PartyRefused("mobile.taken", "这个手机号码已经注册过账号。请直接登录；忘记密码的，可以找回账号。",
                           field="mobile") from error
    acts.record("account.registered", user=user, actor=f"user:{user.pk}")
    return user


def identify(kind: str, code: str, country: str = "") -> tuple[str, str]:
    """The scheme and the value under which a number is kept. Raises PartyRefused."""
    if kind == Party.Kind.PERSON:
        return PERSON, owner_tag(PERSON_SCOPE, codes.citizen_number(code))
    if kind == Party.Kind.FOREIGN:
        if country not in COUNTRIES:
            raise PartyRefused("foreign.country", "请选择登记所在的国家或地区；列表中没有的，请到中心窗口办理。",
                               field="country")
        return f"{FOREIGN}{country}", codes.foreign_number(code)
    return USCC, codes.credit_code(code)


@transaction.atomic
def claim(*, user: User, code: str, name: str, kind: str = Party.Kind.ORGANISATION, country: str = "",
          ) -> Claim | Membership:
    """Say that a code is one's own to act for. Twice the same is once.

    Two people may claim an unproved code side by side; whoever proves it first holds it. Raises PartyRefused.
    """
    scheme, value = identify(kind, code, country)
    name = " ".join(name.split())
    if not name:
        raise PartyRefused("name.missing", "请填写名称，与证照上的一致。", field="name")
    if held := holder(scheme, value):
        if scheme == PERSON:
            raise PartyRefused("person.taken", "这个公民身份号码已有核实过的账号。请用原账号登录，或找回账号。",
                               field="code")
        return ask_to_join(user=user, party=held)
    if before := Claim.objects.filter(user=user, identifier__scheme=scheme, identifier__value=value,
                                      status=Claim.Status.PENDING).first():
        return before
    now = clock.now()
    party = Party.objects.create(kind=kind, name=name, registered_at=now, region=_region(scheme, value))
    made = Claim.objects.create(
        party=party, user=user, made_at=now,
        identifier=Identifier.objects.create(party=party, scheme=scheme, value=value, since=clock.today()))
    Membership.objects.create(user=user, party=party, duties=FIRST_DUTIES, admitted_by="claim", asked_at=now, since=now)
    acts.record("claim.made", user=user, party=party, actor=f"user:{user.pk}", name=name)
    return made


def holder(scheme: str, value: str) -> Party | None:
    """The party that was proved to hold a number, if there is one."""
    found = Identifier.objects.filter(scheme=scheme, value=value, proved_at__isnull=False, until=None)
    held = found.select_related("party").first()
    return held.party if held else None


def _region(scheme: str, value: str) -> Region | None:
    return Region.objects.filter(pk=value[2:8]).first() if scheme == USCC else None
