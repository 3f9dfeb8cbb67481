"""What the sign-in library does, written into the account's history."""
from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as identity
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from . import acts, sessions

WAYS = {"password": "密码", "socialaccount": "统一身份认证", "totp": "动态码", "webauthn": "通行密钥",
        "recovery_codes": "恢复码"}
FACTORS = {Authenticator.Type.TOTP: "动态码", Authenticator.Type.WEBAUTHN: "通行密钥",
           Authenticator.Type.RECOVERY_CODES: "恢复码"}


def _me(user) -> str:
    return f"user:{user.pk}"


def _way(request, user) -> str:
    """How somebody has just shown who they are: ``密码＋动态码``."""
    records = get_authentication_records(request, user)
    return "＋".join(dict.fromkeys(WAYS.get(one.get("type") or one["method"], "") for one in records)) or "注册"


@receiver(account.user_logged_in)
def signed_in(request, user, **_):
    way = _way(request, user)
    row = sessions.begin(request, user, way)
    acts.record("account.signed_in", user=user, actor=_me(user), way=way, browser=row.browser)


@receiver(user_logged_out)
def signed_out(request, user, **_):
    if user is not None and user.is_authenticated:
        user.sign_ins.filter(key=request.session.session_key).delete()
        acts.record("account.signed_out", user=user, actor=_me(user))


@receiver([account.password_changed, account.password_set])
def password_changed(request, user, **_):
    sessions.follow(request)
    sessions.end_all(user, but=request.session.session_key)
    acts.record("account.password_changed", user=user, actor=_me(user))


@receiver(factors.authenticator_added)
def factor_added(user, authenticator, **_):
    what = "account.codes_made" if authenticator.type == Authenticator.Type.RECOVERY_CODES else "account.factor_added"
    acts.record(what, user=user, actor=_me(user), factor=FACTORS[authenticator.type])


@receiver(factors.authenticator_reset)
def codes_made(user, **_):
    acts.record("account.codes_made", user=user, actor=_me(user))


@receiver(factors.authenticator_removed)
def factor_removed(user, authenticator, **_):
    acts.record("account.factor_removed", user=user, actor=_me(user), factor=FACTORS[authenticator.type])


@receiver(factors.authentication_failed)
def factor_refused(user, **_):
    acts.record("account.refused", user=user, actor="public", way="第二步验证")


@receiver(identity.social_account_added)
def linked(request, sociallogin, **_):
    acts.record("account.identity_linked", user=sociallogin.user, actor=_me(sociallogin.user))


@receiver(identity.social_account_removed)
def unlinked(request, socialaccount, **_):
    acts.record("account.identity_unlinked", user=socialaccount.user, actor=_me(socialaccount.user))
