"""Documents that are drawn from the code are fresh, links lead somewhere, and decisions are numbered once."""
import re
from pathlib import Path

import pytest

from market.portal import states

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
TARGET = re.compile(r"^([a-z-]+):", re.M)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_states_are_drawn_from_the_code_as_it_is():
    drawn = (ROOT / "docs/states.md").read_text(encoding="utf-8")

    assert states.machines() and drawn == states.drawn(), "run manage.py draw_states"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_link_in_a_document_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]

    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (ROOT / "docs/adr").glob("*.md")]

    assert len(numbers) == len(set(numbers)) and all(number.isdigit() for number in numbers)


def test_the_readme_names_commands_that_exist():
    named = set(re.findall(r"`?make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))

    assert named <= set(TARGET.findall((ROOT / "Makefile").read_text())) | {"run", "test"}
    assert {"run", "test", "journeys", "bench"} <= named
