"""The stand-ins of outside systems: how each is started, as a process of its own."""
import sys

from django.conf import settings

from market.core.secrets import kept_bytes


def payments() -> list[str]:
    """The payment service: its book beside our state, the key both sides sign with among our keys."""
    keys = settings.VAR / "keys"
    kept_bytes(keys, "payments.key", 32)
    return [sys.executable, "-m", "market.standins.payments", "--port", str(settings.PAYMENTS_PORT),
            "--book", str(settings.VAR / "standins" / "payments.sqlite3"), "--key", str(keys / "payments.key"),
            "--seed", str(payments_past()), "--callback", f"{settings.PUBLIC_URL}/payments/callback/"]


def payments_past():
    """What the payment service is to know of the demo's past: written when the demo is loaded."""
    return settings.VAR / "standins" / "payments-past.json"


def identity() -> list[str]:
    """Identity service and certificate authority: the client's secret among our keys, its root where trusted."""
    keys = settings.VAR / "keys"
    kept_bytes(keys, "identity.key", 32)
    return [sys.executable, "-m", "market.standins.identity", "--port", str(settings.IDENTITY_PORT),
            "--client", settings.IDENTITY_CLIENT, "--secret", str(keys / "identity.key"),
            "--callback", f"{settings.PUBLIC_URL}/account/identity/{settings.IDENTITY}/login/callback/",
            "--folder", str(settings.VAR / "standins" / "identity"), "--roots", str(settings.CERTIFICATE_ROOTS)]


STANDINS = {"identity": identity, "payments": payments}
"""By name: the command line of each."""
