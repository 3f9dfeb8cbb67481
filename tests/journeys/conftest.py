"""A real browser, a live server over the small open city, and axe; shared by every journey.

``page`` is a desk of 1280 px, ``phone`` one of 360 px with touch, ``nojs`` a desk without JavaScript. Whatever a page
asks of another host, writes to the console as an error, or throws, fails the journey that saw it.
"""
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from publish.models import PublicRecord
from search.engines import embedded
from tests.factories import city as factory

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
ADDRESSES = ["/", "/notices/", "/calendar/", "/calendar/?day=2001-01-01", "/region/32029901/", "/trade/gov/", "/guide/",
             "/open-data/", "/about/", "/accessibility/", "/privacy/", "/sitemap/", "/search/?q=防洪", "/verify/",
             "/verify/ranking/", "/styleguide/", "/status/", "/envelope/",
             "/subscribe/?feed=/notices.atom%3Ftrade=eng", "notice", "gone",
             "/projects/SLZC-2026-G-0318/", "notice versions/", "notice diff/", "notice print/", "notice versions/1/",
             "notice versions/2/files/1/text/", "/rules/", "/rules/procurement.open/",
             "/rules/procurement.open/?since=2018-03-01",
             "/rules/timetable/?key=procurement.open&published=2026-11-24&deadline=2026-12-15&amended=2026-12-10"]
"""Every kind of public page; ``go`` knows the words."""
PATIENCE = 10_000
"""Milliseconds to wait for anything; the server answers in a few dozen."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as Debian packages it; skips with the reason where it is not installed."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps an event loop in this thread
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server, tmp_path, monkeypatch, settings) -> Iterator[str]:
    """The address of a running site over the small open city."""
    settings.PUBLIC_URL = live_server.url
    cache.clear()
    fresh = embedded.Embedded(tmp_path / "index")
    for module in ("search.engines.embedded", "search.indexing", "search.find"):
        monkeypatch.setattr(f"{module}.engine", lambda: fresh)
    factory.open_city()
    yield live_server.url
    cache.clear()


class Watch:
    """What a context saw that no page of ours may do."""

    axe_at_work = False
    """axe styles what it measures; our policy refuses that, and the browser says so."""

    def __init__(self, context: BrowserContext, home: str):
        self.faults: list[str] = []
        Watch.axe_at_work = False
        host = urlsplit(home).netloc
        context.on("response", lambda got: got.status >= 400 and self.faults.append(f"{got.status} {got.url}"))
        context.on("request", lambda request: self._asked(request.url, host))
        context.on("console", lambda said: self._said(said.type, f"{said.text} {said.location.get('url', '')}"))
        context.on("weberror", lambda error: self.faults.append(f"thrown: {error.error}"))

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and not (Watch.axe_at_work and "inline style" in text) \
                and "Failed to load resource" not in text:
            self.faults.append(f"console: {text}")

    def _asked(self, url: str, host: str) -> None:
        if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc != host:
            self.faults.append(f"asked another host: {url}")


@pytest.fixture
def open_page(browser, site) -> Iterator[Callable[..., Page]]:
    """Open a page in a fresh context: ``open_page(width=360, javascript=False, …)``; watched until the test ends.
    ``refused`` is part of an address whose refusal (409) the journey is about."""
    opened = []

    def open_one(width: int = 1280, height: int = 900, javascript: bool = True, refused: str = "",
                 **how) -> Page:
        context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, locale="zh-CN",
                                      timezone_id="Asia/Shanghai", java_script_enabled=javascript, **how)
        context.set_default_timeout(PATIENCE)
        opened.append((context, Watch(context, site), refused))
        return context.new_page()

    yield open_one
    faults = [fault for _, watch, refused in opened for fault in watch.faults
              if not (refused and fault.startswith("409 ") and refused in fault)]
    for context, *_ in opened:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page) -> Page:
    """A desk: 1280 px."""
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    """A phone: 360 px, touch."""
    return open_page(360, 740, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def nojs(open_page) -> Page:
    """A desk without JavaScript."""
    return open_page(javascript=False)


@pytest.fixture(scope="session")
def check_axe() -> Callable[[Page], None]:
    """``check_axe(page)``: no violation of WCAG 2.1 AA or of good practice as axe sees it."""
    axe = Axe()

    def check(page: Page) -> None:
        Watch.axe_at_work = True
        result = axe.run(page, options={"resultTypes": ["violations"], "preload": False})
        found = [f"{v['id']}: {v['help']} — {n['target']} {n['html'][:120]}"
                 for v in result.response["violations"] for n in v["nodes"][:3]]
        assert found == [], f"{page.url}\n" + "\n".join(found)

    return check


def sideways(page: Page) -> list[str]:
    """What reaches beyond the right edge, when the page can be scrolled sideways; else nothing.

    Measured by the width we gave: a phone widens its own ``innerWidth`` to what does not fit.
    """
    return page.evaluate("""width => document.documentElement.scrollWidth <= width ? [] :
        [...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1)
        .slice(0, 5).map(e => e.tagName + '.' + e.className)""", page.viewport_size["width"])


def small_targets(page: Page, least: int) -> list[str]:
    """Controls and menu links lower or narrower than so many CSS pixels."""
    return page.evaluate("""least => [...document.querySelectorAll(
        'main .button, main button, main summary, main input:not([type=checkbox], [type=radio], [type=hidden]), ' +
        'main select, .site-nav a, .phone-verbs a, .phone-menu summary, .utility button, .utility summary, .tasks a')]
        .filter(e => e.checkVisibility() && !e.matches('.is-small'))
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([e, box]) => box.height < least - .5 || box.width < Math.min(least, 24))
        .map(([e, box]) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 12)} ${box.height} high`)
        """, least)


def go(page: Page, address: str) -> Response:
    """Open an address; ``notice`` and ``gone`` are a notice in its second version and a withdrawn one, and what
    stands after them is a page beneath."""
    name, _, beneath = address.partition(" ")
    if name in {"notice", "gone"}:
        wanted = {"withdrawn": True} if name == "gone" else {"title__contains": "X 射线"}
        address = PublicRecord.objects.get(**wanted).url + beneath
    return page.goto(address)


def ends(address: str) -> re.Pattern:
    """A pattern for a whole URL that ends in this address."""
    return re.compile(f"{re.escape(address)}$")
