"""The identity stand-in as the process it really is."""
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as configured

from market.core.secrets import kept_bytes
from market.settings.signin import identity_service
from tests.funds.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
CALLBACK = "http://testserver/account/identity/identity/login/callback/"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *said):
        return None


@dataclass
class Identity:
    """The stand-in at ``url``: what a person does there."""

    url: str

    def choose(self, address: str, sub: str = "p-1001", failure: str = "none") -> str:
        """Say who one is, on the page one was sent to; returns where one is sent back to."""
        with urllib.request.urlopen(address, timeout=5) as answer:
            page = answer.read().decode()
        kept = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.split("<label")[0]))
        kept = {key: value.replace("&amp;", "&") for key, value in kept.items()}
        body = urllib.parse.urlencode(kept | {"sub": sub, "failure": failure}).encode()
        try:
            urllib.request.build_opener(_Stay).open(f"{self.url}/authorize", data=body, timeout=5)
        except urllib.error.HTTPError as redirect:
            assert redirect.code == 302
            return redirect.headers["Location"]
        raise AssertionError("not sent back")

    def statement(self, **said: str) -> bytes:
        """What the certificate program makes."""
        body = urllib.parse.urlencode(said).encode()
        with urllib.request.urlopen(f"{self.url}/certificate", data=body, timeout=5) as answer:
            return answer.read()


@pytest.fixture
def identity(settings, tmp_path):
    """The stand-in, configured as the site's identity service and certificate authority."""
    port, key = free_port(), kept_bytes(Path(configured.VAR) / "keys", "identity.key", 32)
    settings.CERTIFICATE_ROOTS = str(tmp_path / "roots")
    process = subprocess.Popen(
        [sys.executable, "-m", "market.standins.identity", "--port", str(port), "--client", "market",
         "--secret", str(Path(configured.VAR) / "keys" / "identity.key"), "--callback", CALLBACK,
         "--folder", str(tmp_path / "authority"), "--roots", settings.CERTIFICATE_ROOTS],
        cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("identity: ")
    url = f"http://127.0.0.1:{port}"
    settings.SOCIALACCOUNT_PROVIDERS = identity_service(url, "market", key.hex(), "示例省统一身份认证")
    settings.OUTBOUND_STANDINS = frozenset({url})
    yield Identity(url)
    process.terminate()
    assert process.wait(10) == 0
