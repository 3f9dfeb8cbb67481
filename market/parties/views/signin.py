"""Signing in and out, and confirming that it is still oneself: the library's views in our pages."""
from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import identity
from ..codes import PARTS


class Strict:
    """A form that does not fit is answered with 422; its page is never kept by a cache."""

    @method_decorator(never_cache)
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)

    def form_invalid(self, form):
        answer = super().form_invalid(form)
        if answer.status_code == 200:
            answer.status_code = 422
        return answer


class Login(Strict, account.LoginView):
    """The sign-in page; the way through the identity service stands beside the password."""

    template_name = "parties/login.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "identity": identity.name(), "next": self.get_next_url() or "", "parts": PARTS}

    def render_to_response(self, context, **kwargs):
        answer = super().render_to_response(context, **kwargs)
        return identity.let_forms_go_there(answer)


class SecondStep(Strict, factors.AuthenticateView):
    """A code or a passkey after the password."""

    template_name = "parties/second_step.html"

    def form_invalid(self, form):
        answer = self.render_to_response(self.get_context_data(refused=form))
        answer.status_code = 422
        return answer


class ConfirmByPassword(Strict, account.ReauthenticateView):
    """The password once more, before something that matters."""

    template_name = "parties/confirm.html"


class ConfirmByCode(Strict, factors.ReauthenticateView):
    """A code once more."""

    template_name = "parties/confirm.html"


class ConfirmByPasskey(Strict, passkeys.ReauthenticateWebAuthnView):
    """A passkey once more."""

    template_name = "parties/confirm_passkey.html"


class Logout(Strict, account.LogoutView):
    """Asks on a visit, signs out on a POST."""

    template_name = "parties/logout.html"


@never_cache
@require_safe
def inactive(request):
    """The account was shut."""
    return render(request, "parties/inactive.html", status=403)


class IdentityAdapter(OpenIDConnectOAuth2Adapter):
    """The library trusts a token that came over TLS; we check its signature in any case."""

    def _decode_id_token(self, app, id_token: str) -> dict:
        return jwtkit.verify_and_decode(
            credential=id_token, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
            audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk)


NONSENSE = (OAuth2Error, KeyError, TypeError, AttributeError, ValueError)
"""What the library raises where the service is away, or its documents are not what the standard says."""


def _through(view):
    """A view of the identity service: 404 where none is configured, our page where it talks nonsense."""
    @never_cache
    def through(request, provider_id):
        adapter = IdentityAdapter(request, provider_id)
        try:
            return identity.let_forms_go_there(view.adapter_view(adapter)(request))
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except NONSENSE as error:
            return render_authentication_error(request, adapter.get_provider(), exception=error)
    return through


identity_login = _through(OAuth2LoginView)
identity_callback = _through(OAuth2CallbackView)


@never_cache
@require_safe
def identity_cancelled(request):
    """The person said no there."""
    return render(request, "parties/identity_cancelled.html", {"identity": identity.name()})
