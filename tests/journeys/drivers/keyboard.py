"""Going through a page without a pointer: Tab until one is there, then a key."""
from playwright.sync_api import Locator, Page, TimeoutError, expect

FURTHEST = 80
"""No control is more presses of Tab away from the beginning of a page than this."""
_HERE = "element => element === document.activeElement"
_RING = """element => { const style = getComputedStyle(element);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""


def reach(page: Page, wanted: Locator) -> Locator:
    """Tab to a control, from the top of the page where it lies behind; fails where the keyboard does not get there or
    where nothing shows that one has."""
    expect(wanted).to_be_visible()
    for _ in range(2 * FURTHEST):
        if wanted.evaluate(_HERE):
            assert wanted.evaluate(_RING), "the focus cannot be seen"
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {wanted}")


def press(page: Page, name: str, role: str = "button", key: str = "Enter") -> None:
    """A control by its role and name."""
    reach(page, page.get_by_role(role, name=name, exact=True).first)
    page.keyboard.press(key)


def tick(page: Page, label: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.press("Space")


def type_in(page: Page, label: str, words: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.insert_text(words)


def pick(page: Page, label: str, words: str) -> None:
    """One of a list, by the arrow keys."""
    wanted = reach(page, page.get_by_label(label, exact=True))
    for _ in range(wanted.locator("option").count()):
        if wanted.locator("option:checked").inner_text() == words:
            return
        page.keyboard.press("ArrowDown")
    expect(wanted.locator("option:checked")).to_have_text(words)


def choose(page: Page, wanted: Locator, file) -> None:
    """A file, by the chooser the space bar opens; pressed again where a busy browser swallowed it."""
    for tries_left in (3, 2, 1, 0):
        reach(page, wanted)
        try:
            with page.expect_file_chooser(timeout=5000) as opened:
                page.keyboard.press("Space")
        except TimeoutError:
            if not tries_left:
                raise
        else:
            opened.value.set_files(file)
            return
