"""Addresses of signing in, under the names the sign-in library knows them by."""
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.generic import RedirectView

from .views import registering, security, signin

_security = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("account/login/", signin.Login.as_view(), name="account_login"),
    path("account/login/code/", signin.SecondStep.as_view(), name="mfa_authenticate"),
    path("account/login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("account/logout/", signin.Logout.as_view(), name="account_logout"),
    path("account/inactive/", signin.inactive, name="account_inactive"),
    path("account/register/", registering.register, name="account_signup"),
    path("account/recover/", registering.recover, name="account_reset_password"),
    path("account/confirm/", signin.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", signin.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", signin.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/security/", security.Security.as_view(), name="mfa_index"),
    path("account/security/password/", security.ChangePassword.as_view(), name="account_change_password"),
    path("account/security/password/set/", security.SetPassword.as_view(), name="account_set_password"),
    path("account/security/totp/", security.TotpOn.as_view(), name="mfa_activate_totp"),
    path("account/security/totp/remove/", security.TotpOff.as_view(), name="mfa_deactivate_totp"),
    path("account/security/recovery-codes/", security.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/security/recovery-codes/make/", security.MakeRecoveryCodes.as_view(),
         name="mfa_generate_recovery_codes"),
    path("account/security/passkeys/", _security, name="mfa_list_webauthn"),
    path("account/security/passkeys/add/", security.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/security/passkeys/<int:pk>/remove/", security.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/identity/", security.Linked.as_view(), name="socialaccount_connections"),
    path("account/identity/cancelled/", signin.identity_cancelled, name="socialaccount_login_cancelled"),
    path("account/identity/<slug:provider_id>/login/", signin.identity_login, name="openid_connect_login"),
    path("account/identity/<slug:provider_id>/login/callback/", signin.identity_callback,
         name="openid_connect_callback"),
]
