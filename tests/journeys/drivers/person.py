"""Somebody before a browser of their own: signs in through the page, looks at every kind of page once."""
import os
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.factories.people import PASSWORD
from tests.journeys.conftest import sideways

PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of every page looked at, where somebody wants to see them."""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@dataclass
class Person:
    """A page of an own browser context. ``axe`` checks a page; ``seen`` are the kinds of page looked at already, which
    all persons of a journey share."""

    page: Page
    site: str
    axe: Callable[[Page], None]
    seen: set

    def sign_in(self, user) -> "Person":
        """With a password, through the sign-in page."""
        self.page.goto(f"{self.site}/account/login/")
        self.look("sign-in")
        self.page.get_by_label("手机号码").fill(user.username)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("登录或注册")
        return self

    def go(self, path: str) -> "Person":
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        assert answer.status < 400, f"{answer.status} {path}"
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def look(self, kind: str) -> None:
        """The page as it stands at a desk and on a phone: axe finds nothing, nothing reaches beyond the edge. Each kind
        of page once in a journey."""
        if kind in self.seen:
            return
        self.seen.add(kind)
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)
            assert sideways(self.page) == [], f"{kind} at {size['width']}"
            self.axe(self.page)
            if PICTURES:
                self.page.screenshot(path=f"{PICTURES}/{kind}-{size['width']}.png", full_page=True)
        self.page.set_viewport_size(DESK)
