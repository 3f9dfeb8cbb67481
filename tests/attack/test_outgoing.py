"""No address that an outside system names leads our server inside, whoever names it."""
import socket
from pathlib import Path

import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from market.core import outbound
from market.core.secrets import kept_bytes
from market.funds import gateway
from market.parties.outward import Outward

INSIDE = ("http://127.0.0.1:8000/", "https://127.0.0.1/", "https://localhost/", "https://169.254.169.254/latest/meta-data/",
          "https://[::1]/", "https://10.0.0.7/token", "https://[::ffff:127.0.0.1]/", "https://0/", "https://0x7f000001/",
          "https://user@127.0.0.1/", "file:///etc/passwd", "https://192.168.1.1:22/", "gopher://127.0.0.1:6379/_")


@pytest.fixture(autouse=True)
def no_way_in(monkeypatch, settings):
    """Nothing is connected to; numbers are resolved, names are this machine."""
    settings.OUTBOUND_STANDINS = frozenset()
    real = socket.getaddrinfo

    def resolve(host, *rest, **more):
        return real(host if host[:1].isdigit() or ":" in host else "127.0.0.1", *rest, **more)

    def connect(*_):
        raise AssertionError("connected")
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.mark.parametrize("address", INSIDE)
def test_the_identity_service_cannot_send_us_inside(address):
    """Its discovery document names the addresses at which we then ask for tokens and profiles."""
    with pytest.raises(OAuth2Error) as refused:
        Outward().request("POST", address, data={"code": "x", "client_secret": "y"})

    assert str(refused.value).startswith("outbound.")


@pytest.mark.parametrize("address", INSIDE)
def test_a_payment_service_inside_is_not_asked(address, settings):
    kept_bytes(Path(settings.VAR) / "keys", "payments.key", 32)
    settings.PAYMENTS_URL = address.rstrip("/")

    with pytest.raises(gateway.ServiceRefused) as refused:
        gateway._ask("GET", "/v1/events")

    assert isinstance(refused.value.__cause__, outbound.OutboundRefused)
