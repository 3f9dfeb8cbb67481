"""Colours that can be read, files that are what they say, pages that stay light."""
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from . import pages

CSS = Path(settings.BASE_DIR, "market/static/market/css")
PAPER = CSS / "paper.css"
"""The printed notice stands alone: it goes to the typesetter as one file, and it is no screen."""
SHEETS = [sheet for sheet in sorted(CSS.rglob("*.css")) if sheet != PAPER]
VENDOR = Path(settings.BASE_DIR, "market/static/market/vendor")
BUDGET = 150 * 1024
"""Bytes of CSS and script a reading page may load, uncompressed."""

BLOCKS = {"": ":root", "high": '[data-contrast="high"]'}
TEXT = ("ink", "ink-2", "ink-3", "lake-900", "lake-700", "lake-600", "seal", "ok", "warn", "danger", "kind-gov",
        "kind-eng", "kind-land", "kind-equity", "kind-intermediary", "kind-other")
GROUNDS = ("paper", "page")
TINTS = [("ok", "ok-bg"), ("warn", "warn-bg"), ("danger", "danger-bg"), ("seal", "seal-bg"), ("lake-700", "lake-50"),
         ("ink", "warn-bg"), ("ink", "ok-bg"), ("ink", "danger-bg"), ("ink-2", "sunk"), ("ink-3", "sunk"),
         ("ink", "mark"), ("ink-3", "seal-bg"), ("ink-3", "lake-50"), ("on-lake", "lake-900"), ("paper", "lake-700"),
         ("paper", "lake-900"), ("ink", "focus"),
         *((("paper", f"kind-{kind}")) for kind in ("gov", "eng", "land", "equity", "intermediary", "other"))]


def tokens(contrast: str) -> dict[str, str]:
    """Colour tokens in force: the root ones, with those of the high contrast over them."""
    sheet = (CSS / "tokens.css").read_text(encoding="utf-8")
    found = {}
    for selector in dict.fromkeys((BLOCKS[""], BLOCKS[contrast])):
        block = re.search(re.escape(selector) + r" \{(.*?)\}", sheet, re.S)[1]
        found |= dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{3,6})", block))
    return found


def bare(sheet: Path) -> str:
    """A stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", BLOCKS)
@pytest.mark.parametrize(("text", "ground"), [*((t, g) for t in TEXT for g in GROUNDS), *TINTS])
def test_text_reaches_four_and_a_half_on_its_ground(mode, text, ground):
    found = tokens(mode)

    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("mode", BLOCKS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_borders_of_controls_reach_three(mode, ground):
    found = tokens(mode)

    assert contrast(found["control"], found[ground]) >= 3


def test_black_on_white_is_twenty_one():
    assert contrast("#000", "#FFFFFF") == pytest.approx(21)


def test_colours_are_named_in_one_file_alone():
    named = {"#FFF", "#000", "#F3F3F3"}
    for sheet in SHEETS:
        if sheet.name != "tokens.css":
            used = {colour.upper() for colour in re.findall(r"[: ](#[0-9A-Fa-f]{3,8})\b", bare(sheet))}
            assert used <= named, f"{sheet.name}: {used - named}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_stylesheet_uses_only_tokens_that_exist(sheet):
    given = {name for other in SHEETS for name in re.findall(r"(--[\w-]+)\s*:", bare(other))}

    assert set(re.findall(r"var\((--[\w-]+)", bare(sheet))) <= given


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_stylesheet_is_in_a_layer_and_under_fourteen_nothing_is_set(sheet):
    text = bare(sheet)

    assert "@layer" in text
    for size in re.findall(r"font(?:-size)?:[^;]*?\b(\d+)px", text):
        assert int(size) >= 14


@pytest.mark.parametrize("folder", sorted(p for p in VENDOR.iterdir() if p.is_dir()), ids=lambda path: path.name)
def test_vendored_files_are_those_that_were_taken(folder):
    lines = (folder / "hashes.txt").read_text(encoding="utf-8").splitlines()
    said = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    here = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()
            if path.name != "hashes.txt"}

    assert here == said and "LICENSE" in here
    assert re.fullmatch(r"[a-z.]+-\d+\.\d+\.\d+", folder.name)


def weight(answer) -> dict[str, int]:
    """Bytes of each stylesheet and script the page loads, imports followed; the print sheet too."""
    found: dict[str, int] = {}

    def add(name: str):
        path = Path(finders.find(name))
        text = path.read_text(encoding="utf-8")
        found[name] = path.stat().st_size
        for imported in re.findall(r'@import url\("([^"]+)"\)', text):
            add(str((Path("/") / name).parent.joinpath(imported).resolve().relative_to("/")))

    for url in pages.fetched(answer):
        name = urlsplit(url).path.removeprefix("/static/")
        if name.endswith((".css", ".js")):
            add(name)
    return found


@pytest.mark.parametrize("address", ["/", "/notices/", "/calendar/", "/open-data/", "notice"])
def test_a_reading_page_loads_at_most_150_kb(client, open_city, address):
    answer = client.get(open_city["xray"].get_absolute_url() if address == "notice" else address)

    files = weight(answer)
    assert any("bootstrap" in name for name in files)
    assert sum(files.values()) <= BUDGET, files
