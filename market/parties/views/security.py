"""/account/security/: password, one-time passwords, passkeys, recovery codes, devices, history."""
from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as linked
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from .. import acts, identity, sessions
from ..models import AccountAct
from .signin import Strict

ROWS = 15


def history(rows) -> list[dict]:
    """Acts as the screen shows them."""
    return [{"label": acts.label(row.what), "at": row.at, "detail": "；".join(str(part) for part in row.detail.values()
                                                                          if part), "row": row} for row in rows]


@method_decorator(login_required, name="dispatch")
class Security(Strict, factors.IndexView):
    """Everything that guards the account on one page."""

    template_name = "parties/security.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        page = Paginator(AccountAct.objects.filter(user=user), ROWS).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "devices": sessions.living(user), "here": self.request.session.session_key, "page": page,
            "history": history(page), "identity": identity.name(),
            "linked": list(SocialAccount.objects.filter(user=user)),
        }

    def render_to_response(self, context, **kwargs):
        return identity.let_forms_go_there(super().render_to_response(context, **kwargs))


@login_required
@require_POST
@reauthentication_required(app="allauth.mfa")
def end_others(request):
    """Sign out on every other device."""
    count = sessions.end_all(request.user, but=request.session.session_key)
    acts.record("account.sessions_ended", user=request.user, actor=request.actor, count=f"{count} 处")
    messages.success(request, f"已退出其他 {count} 处登录。")
    return HttpResponseRedirect(reverse("mfa_index"))


@method_decorator(login_required, name="dispatch")
class ChangePassword(Strict, account.PasswordChangeView):
    """Another password; every other device is signed out."""

    template_name = "parties/password.html"


@method_decorator(login_required, name="dispatch")
class SetPassword(Strict, account.PasswordSetView):
    """A first password."""

    template_name = "parties/password.html"


@method_decorator(login_required, name="dispatch")
class TotpOn(Strict, totp.ActivateTOTPView):
    """Scan, then type the first code."""

    template_name = "parties/totp_on.html"


@method_decorator(login_required, name="dispatch")
class TotpOff(Strict, totp.DeactivateTOTPView):
    """Take the authenticator away."""

    template_name = "parties/totp_off.html"


class RecoveryCodes(Strict, codes.ViewRecoveryCodesView):
    """The codes, shown once after they were made."""

    template_name = "parties/recovery_codes.html"


@method_decorator(login_required, name="dispatch")
class MakeRecoveryCodes(Strict, codes.GenerateRecoveryCodesView):
    """New codes; the old ones end."""

    template_name = "parties/recovery_codes_make.html"


@method_decorator(login_required, name="dispatch")
class AddPasskey(Strict, passkeys.AddWebAuthnView):
    """Make a passkey in the browser."""

    template_name = "parties/passkey_add.html"

    def get_context_data(self, **kwargs):
        made = super().get_context_data(**kwargs)
        made.setdefault("form", kwargs.get("form") or self.get_form())
        return made


@method_decorator(login_required, name="dispatch")
class RemovePasskey(Strict, passkeys.RemoveWebAuthnView):
    """Take a passkey away."""

    template_name = "parties/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")


class Linked(Strict, linked.ConnectionsView):
    """Part from the identity service; who has no password keeps it."""

    success_url = reverse_lazy("mfa_index")

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(reverse("mfa_index"))

    def form_invalid(self, form):
        messages.error(self.request, "没有取消关联：这是您唯一的登录方式，请先设置密码。")
        return HttpResponseRedirect(reverse("mfa_index"))
