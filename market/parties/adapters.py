"""Where the sign-in library asks us: words, redirects, who may come in, what a device is called."""
import base64
import uuid

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from market.core.models import City
from market.core.tags import unveil, veil

from . import acts
from .acting import memberships
from .models import User
from .outward import Outward
from .services.registering import MOBILE

TOTP_SCOPE = "totp"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are known by a mobile number, or by a name the centre gave."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "手机号码或密码不正确，没有登录。密码区分大小写；忘记密码的，可以找回账号。",
        "too_many_login_attempts": "尝试次数过多，暂时不能登录，账号没有变化。请五分钟后再试，或找回账号。",
        "incorrect_password": "密码不正确，请重新输入。",
        "enter_current_password": "当前密码不正确，密码没有改变。",
    }

    def get_login_redirect_url(self, request) -> str:
        """To the desk; first to the choice of organisation for who belongs to several."""
        if request.user.is_authenticated and memberships(request.user).count() > 1:
            return reverse("parties:switch")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("mfa_index")

    def authentication_failed(self, request, **credentials) -> None:
        """A wrong password stands in the account's history; a name that nobody has leaves no trace."""
        if user := User.objects.filter(username=credentials.get("username", "")).first():
            acts.record("account.refused", user=user, actor="public")


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of one-time passwords and recovery codes lie veiled in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "动态码、恢复码或通行密钥不正确。请核对后重试；动态码每 30 秒更换一次，请确认手机时间准确。",
    }

    def _get_site_name(self) -> str:
        city = City.objects.first()
        return city.site_name if city else super()._get_site_name()

    def encrypt(self, text: str) -> str:
        return base64.b64encode(veil(text, TOTP_SCOPE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unveil(base64.b64decode(encrypted_text), TOTP_SCOPE)

    def generate_authenticator_name(self, user, type) -> str:
        return f"通行密钥 {user.authenticator_set.filter(type=type).count() + 1}"


class IdentityAdapter(DefaultSocialAccountAdapter):
    """The city's identity service vouches for a natural person: name and mobile number, nothing of organisations."""

    def get_requests_session(self) -> Outward:
        return Outward()

    def pre_social_login(self, request, sociallogin) -> None:
        """A known mobile number is no proof of a known account: its owner signs in and links the two."""
        user = sociallogin.user
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        if user.username and User.objects.filter(username=user.username).exists():
            messages.error(request, "这个手机号码已有账号，没有登录。请先用密码登录，再到“账号安全”关联统一身份认证。")
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))

    def populate_user(self, request, sociallogin, data) -> User:
        """The person as the identity service knows them."""
        said = sociallogin.account.extra_data
        said = said.get("userinfo") or said.get("id_token") or said
        user, mobile = sociallogin.user, str(said.get("phone_number", "")).removeprefix("+86")
        user.name = str(said.get("name", ""))[:60]
        user.mobile = mobile if MOBILE.fullmatch(mobile) else ""
        user.username = user.mobile or f"id-{uuid.uuid4().hex[:12]}"
        return user

    def save_user(self, request, sociallogin, form=None) -> User:
        user = super().save_user(request, sociallogin, form)
        acts.record("account.registered", user=user, actor=f"user:{user.pk}", way="统一身份认证")
        return user

    def get_connect_redirect_url(self, request, socialaccount) -> str:
        return reverse("mfa_index")
