"""What every template keeps to: nothing inline, no other host, no city by name."""
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
CITIES = sorted((ROOT / "deploy/cities").glob("*.json"))

INLINE = (
    ("a script written into the page",
     re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.I)),
    ("a style element", re.compile(r"<style\b", re.I)),
    ("a style attribute", re.compile(r"<[^>]*\sstyle\s*=", re.I)),
    ("an event attribute", re.compile(r"<[^>]*\son[a-z]+\s*=", re.I)),
    ("a javascript: address", re.compile(r"javascript:", re.I)),
)
FETCHED = re.compile(r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*\b(?:src|data)=[\"']?(?:https?:)?//"
                     r"|<link\b(?=[^>]*rel=[\"']?(?:stylesheet|preload|icon|modulepreload))[^>]*href=[\"']?(?:https?:)?//",
                     re.I)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_has_no_script_or_style_of_its_own(path):
    text = path.read_text(encoding="utf-8")

    for what, pattern in INLINE:
        assert not pattern.search(text), f"{what}: {pattern.search(text).group()[:80]}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_fetches_nothing_from_another_host(path):
    assert not FETCHED.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_no_city(path):
    text = path.read_text(encoding="utf-8")

    for city in CITIES:
        content = json.loads(city.read_text(encoding="utf-8"))
        for word in (content["region"]["name"], content["site_name"], content["centre_name"], content["region"]["code"],
                     *(child["name"] for child in content["region"]["children"])):
            assert word not in text, f"{word} belongs in {city.name} alone"


@pytest.mark.parametrize("bad", ["<script>x()</script>", "<p style='a'>", "<style>", '<a onclick="x">',
                                 "<a href='javascript:x'>"])
def test_what_is_inline_is_noticed(bad):
    assert any(pattern.search(bad) for _, pattern in INLINE)


@pytest.mark.parametrize("bad", ['<img src="https://a.example/x">', '<script src="//a.example/x">',
                                 '<link rel="stylesheet" href="https://a.example/x">'])
def test_what_is_fetched_elsewhere_is_noticed(bad):
    assert FETCHED.search(bad)
