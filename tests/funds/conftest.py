"""The key of the payment service, and the stand-in as the process it really is."""
import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from market.core.secrets import kept_bytes
from market.funds import gateway, signing
from market.standins.payments import bank as banks
from tests.funds.wire import Wire

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def key():
    """The key both sides hold."""
    return kept_bytes(Path(django_settings.VAR) / "keys", "payments.key", 32)


@pytest.fixture
def tell(client, key):
    """Call the callback as the payment service does; returns the answer."""
    def told(event, *, header=None, at=None):
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        return client.post("/payments/callback/", body, content_type="application/json",
                           headers={signing.HEADER: signing.sign(body, at) if header is None else header})
    return told


@dataclass
class Service:
    """The stand-in at ``url``: what a payer and an operator of it can do."""

    url: str

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return answer.read().decode()

    def post(self, path: str, **form) -> str:
        body = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(self.url + path, data=body, timeout=5) as answer:
            return answer.read().decode()

    def pay(self, bill, way="full", payer="示例市晨光仪器有限公司") -> str:
        return self.post(f"/pay/{bill.reference}", payer=payer, way=way)

    def fail(self, name: str, times: int = 1) -> None:
        self.post("/", name=name, value=times)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def service(live_server, settings, key, tmp_path):
    """The stand-in, telling the live server of the test."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "market.standins.payments", "--port", str(port),
         "--book", str(tmp_path / "book.sqlite3"), "--key", str(Path(django_settings.VAR) / "keys" / "payments.key"),
         "--callback", f"{live_server.url}/payments/callback/"],
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "market.settings.test"}, stdout=subprocess.PIPE,
        text=True)
    assert process.stdout.readline().startswith("payments: ")
    settings.PAYMENTS_URL = f"http://127.0.0.1:{port}"
    settings.OUTBOUND_STANDINS = frozenset({settings.PAYMENTS_URL})
    yield Service(settings.PAYMENTS_URL)
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
def wire(monkeypatch, settings, key, tmp_path):
    """The bank of the stand-in in this process; refunds are paid out at once."""
    settings.PAYMENTS_URL = "https://bank.example"
    monkeypatch.setattr(banks, "REFUND_SECONDS", 0.0)
    made = Wire(tmp_path)
    monkeypatch.setattr(gateway, "_answer", made.answer)
    return made


def wait_for(condition, seconds: float = 15):
    """Wait until something is so; fails where it does not become so."""
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.05)
    return found
