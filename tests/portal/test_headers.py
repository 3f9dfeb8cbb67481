"""Headers that every answer bears, and hosts that are not ours."""
import re

import pytest
from django.conf import settings as configured

from market.settings import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    from market.core import places

    return places.load(configured.BASE_DIR / "deploy/cities/shili.json", demo=True)


PAGES = ["/healthz", "/readyz", "/no/such/page/", "/status/"]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_has_a_strict_policy(client, city, address):
    policy = client.get(address)["Content-Security-Policy"]

    rules = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in policy and "*" not in policy
    assert not re.search(r"https?:|//|\w+\.\w+", policy), "no other host"


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_has_the_headers_that_browsers_obey(client, city, address):
    answer = client.get(address)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", ""])
def test_a_host_that_is_not_ours_is_refused_and_never_repeated(client, city, host):
    answer = client.get("/no/such/page/", HTTP_HOST=host)

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"] and answer["X-Frame-Options"] == "DENY"


def test_a_forwarded_host_changes_nothing(client, city):
    answer = client.get("/no/such/page/", HTTP_X_FORWARDED_HOST="evil.example")

    assert answer.status_code == 404
    assert "evil" not in answer.content.decode()


def test_a_page_is_compressed_for_who_asks(client, city):
    answer = client.get("/status/", HTTP_ACCEPT_ENCODING="gzip")

    assert answer["Content-Encoding"] == "gzip"


def test_production_speaks_https_only_and_answers_probes_plainly():
    from market.settings import prod

    assert prod.SECURE_SSL_REDIRECT and prod.SECURE_HSTS_SECONDS >= 31536000
    assert prod.SESSION_COOKIE_SECURE and prod.CSRF_COOKIE_SECURE and prod.SESSION_COOKIE_HTTPONLY
    assert not prod.DEBUG and prod.PROFILE == "prod"
    assert any(re.match(rule, "healthz") for rule in prod.SECURE_REDIRECT_EXEMPT)


@pytest.mark.parametrize(("address", "backend"), [
    ("locmem://", "django.core.cache.backends.locmem.LocMemCache"),
    ("file:///srv/cache", "django.core.cache.backends.filebased.FileBasedCache"),
])
def test_the_cache_is_named_by_its_address(address, backend):
    assert base._cache(address)["BACKEND"] == backend


@pytest.mark.parametrize(("make", "address"), [(base._cache, "memory:"), (base._database, "mysql://a/b")])
def test_an_unknown_address_is_refused_at_start(make, address):
    with pytest.raises(ValueError):
        make(address)
