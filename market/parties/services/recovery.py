"""Getting back into an account: two people of the centre, each having seen the person, and a code that works once."""
import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from market.core import clock

from .. import acts, policy, sessions
from ..actors import Actor
from ..errors import PartyRefused
from ..models import Recovery, User

HOLDS = timedelta(minutes=30)
FIRST_HOLDS = timedelta(hours=24)
TRIES = 5
_LETTERS = "ABCDEFGHJKLMNPQRTUWXY346789"
WRONG = "手机号码或找回码不正确，或找回码已失效。密码没有改变；请核对后重试，或请窗口重新办理。"


@transaction.atomic
def open_recovery(*, username: str, reason: str, drops_factors: bool, actor: Actor) -> Recovery:
    """Begin at the window: the person's identity was checked, for the reason given. Raises PartyRefused."""
    policy.need_centre(actor)
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    if user is None:
        raise PartyRefused("recovery.unknown", "没有这个账号，请核对手机号码。", field="username")
    if user.pk == actor.user:
        raise PartyRefused("recovery.own", "不能为自己办理，请由其他工作人员办理。", field="username")
    if not reason.strip():
        raise PartyRefused("recovery.reason", "请写明核对了哪些证件、为何找回。", field="reason")
    _end_old(user)
    try:
        with transaction.atomic():
            made = Recovery.objects.create(user=user, reason=reason.strip(), drops_factors=drops_factors,
                                           opened_by_id=actor.user, opened_at=clock.now())
    except IntegrityError as error:
        raise PartyRefused("recovery.open", "这个账号已有一份正在办理的找回，请先办结。", field="username") from error
    acts.record("recovery.opened", user=user, actor=actor)
    return made


def _end_old(user: User) -> None:
    """Codes that ran out stand in nobody's way."""
    now = clock.now()
    Recovery.objects.filter(user=user, closed_at=None, ends_at__lte=now).update(closed_at=now)


@transaction.atomic
def confirm_recovery(recovery: Recovery, *, actor: Actor) -> str:
    """The second person agrees. Returns the code to hand over, which is shown this once. Raises PartyRefused."""
    policy.need_centre(actor)
    row = _open(recovery)
    if row.opened_by_id == actor.user or row.user_id == actor.user:
        raise PartyRefused("recovery.same_person", "受理和复核须由两位工作人员分别办理，也不能为自己办理。")
    if row.confirmed_at:
        raise PartyRefused("recovery.confirmed", "已经复核过，找回码只显示一次。遗失的，请撤销后重新受理。")
    code = _new_code()
    row.confirmed_by_id, row.confirmed_at = actor.user, clock.now()
    row.code, row.ends_at = make_password(_plain(code)), clock.now() + HOLDS
    row.save()
    acts.record("recovery.confirmed", user=row.user, actor=actor)
    return code


def first_code(user: User, *, beside: User) -> str:
    """The code by which one of the two who found the centre sets a first password; ``beside`` is the other one."""
    code = _new_code()
    Recovery.objects.create(user=user, reason="设立交易中心", opened_by=beside, opened_at=clock.now(),
                            code=make_password(_plain(code)), ends_at=clock.now() + FIRST_HOLDS)
    return code


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def refuse_recovery(recovery: Recovery, *, actor: Actor) -> Recovery:
    """Stop a recovery; its code no longer works."""
    policy.need_centre(actor)
    row = _open(recovery)
    row.closed_at, row.code = clock.now(), ""
    row.save()
    acts.record("recovery.refused", user=row.user, actor=actor)
    return row


def _open(recovery: Recovery) -> Recovery:
    row = Recovery.objects.select_for_update(of=("self",)).select_related("user").get(pk=recovery.pk)
    if row.closed_at:
        raise PartyRefused("recovery.closed", "这份找回已经办结，请刷新页面。")
    return row


def use_recovery(*, username: str, code: str, password: str) -> User:
    """Set a new password by a code. Wrong tries are counted, five end it. Ends every session of the account.

    Raises PartyRefused; whether the account exists is not told.
    """
    with transaction.atomic():
        row = Recovery.objects.select_for_update(of=("self",)).select_related("user").filter(
            user__username=username.strip(), closed_at=None, ends_at__gt=clock.now()).first()
        right = row is not None and check_password(_plain(code), row.code)
        if row is not None and not right:
            row.tries += 1
            row.closed_at = clock.now() if row.tries >= TRIES else None
            row.save()
        if right:
            _set_password(row, password)
    if not right:
        raise PartyRefused("recovery.wrong", WRONG, field="code")
    return row.user


def _set_password(row: Recovery, password: str) -> None:
    user = row.user
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PartyRefused("password.weak", "".join(error.messages), field="password") from error
    user.set_password(password)
    user.save()
    if row.drops_factors:
        user.authenticator_set.all().delete()
    row.closed_at, row.code = clock.now(), ""
    row.save()
    sessions.end_all(user)
    acts.record("account.recovered", user=user, actor=f"user:{user.pk}")


def _plain(code: str) -> str:
    return "".join(code.upper().replace("-", " ").split())
