"""Signing in: django-allauth with our own pages, one-time passwords, passkeys and the city's identity service."""
import os

SIGNIN_APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.socialaccount",
               "allauth.socialaccount.providers.openid_connect"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["username", "name", "mobile"]}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_COOKIE_AGE = 12 * 3600

ACCOUNT_ADAPTER = "market.parties.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key", "signup": "20/m/ip",
                       "reset_password": "20/m/ip,5/5m/key"}
"""Counted in the cache: with ``locmem://`` each web process counts for itself; one shared cache makes them exact."""
ACCOUNT_FORMS = {"login": "market.parties.forms.accounts.LoginForm",
                 "change_password": "market.parties.forms.accounts.ChangePasswordForm",
                 "set_password": "market.parties.forms.accounts.SetPasswordForm",
                 "reauthenticate": "market.parties.forms.accounts.ReauthenticateForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))

MFA_ADAPTER = "market.parties.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {"authenticate": "market.parties.forms.accounts.CodeForm",
             "reauthenticate": "market.parties.forms.accounts.ConfirmByCodeForm",
             "activate_totp": "market.parties.forms.accounts.ActivateCodeForm",
             "add_webauthn": "market.parties.forms.accounts.AddPasskeyForm"}

SOCIALACCOUNT_ADAPTER = "market.parties.adapters.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
IDENTITY = "identity"
"""What the identity service is called in addresses."""


def identity_service(issuer: str, client: str, secret: str, name: str = "") -> dict:
    """The library's setting for an OpenID Connect service; empty where none is named."""
    if not issuer:
        return {}
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [{
        "provider_id": IDENTITY, "name": name or "省统一身份认证", "client_id": client, "secret": secret,
        "settings": {"server_url": issuer, "scope": ["openid", "profile", "phone"], "oauth_pkce_enabled": True,
                     "token_auth_method": "client_secret_post"},
    }]}}


SOCIALACCOUNT_PROVIDERS = identity_service(
    os.environ.get("OIDC_ISSUER", "").rstrip("/"), os.environ.get("OIDC_CLIENT_ID", ""),
    os.environ.get("OIDC_CLIENT_SECRET", ""), os.environ.get("OIDC_NAME", ""))
