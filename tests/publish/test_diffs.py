"""Differences between versions."""
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from publish import diffs
from tests.patience import patience

LINES = st.lists(st.text(alphabet="甲乙丙1。", min_size=1, max_size=10), max_size=12).map("\n".join)


def shown(parts):
    return "".join(part.text for part in parts)


@given(LINES, LINES)
def test_both_sides_can_be_read_back_from_the_rows(before, after):
    assume(before != after)

    rows = diffs.text_rows(before, after, context=10**6)

    assert "\n".join(shown(row.before) for row in rows if row.kind != "added") == before
    assert "\n".join(shown(row.after) for row in rows if row.kind != "removed") == after


def test_a_changed_date_is_marked_inside_its_paragraph():
    [row] = diffs.text_rows("投标截止 12月1日。", "投标截止 12月8日。")

    assert [part.text for part in row.after if part.mark] == ["8"]
    assert [part.text for part in row.before if part.mark] == ["1"]


@pytest.mark.parametrize(("before", "after", "gone", "come"), [
    ("11月26日", "12月10日", ["11", "26"], ["12", "10"]),
    ("最高限价 1,860,000.00 元", "最高限价 1,880,000.00 元", ["1,860,000.00"], ["1,880,000.00"]),
    ("采用DN300管", "采用DN400管", ["300"], ["400"]),
])
def test_a_number_is_marked_whole(before, after, gone, come):
    [row] = diffs.text_rows(before, after)

    assert [part.text for part in row.before if part.mark] == gone
    assert [part.text for part in row.after if part.mark] == come


def test_long_unchanged_stretches_become_a_gap():
    rows = diffs.text_rows("\n".join("abcdefgh") + "\n甲", "\n".join("abcdefgh") + "\n乙")

    assert [row.kind for row in rows] == ["gap", "same", "changed"]


def test_facts_differ_by_their_declarations():
    [(fact, before, after)] = diffs.fact_rows({"project_code": "A", "quality": "合格"}, {"project_code": "A"})

    assert (fact.code, before, after) == ("quality", "合格", None)


def alike(count: int, length: int, letters: str) -> str:
    """Paragraphs that resemble each other as much as chance allows."""
    chance = random.Random(count)
    return "\n".join("".join(chance.choices(letters, k=length)) for _ in range(count))


@pytest.mark.parametrize(("count", "length", "letters"), [
    (1500, 1900, "ab"), (3900, 1, "abcd"), (200_000, 2, "abcdefghijkl")])
def test_no_two_texts_keep_the_comparison_busy(count, length, letters):
    with patience():
        rows = diffs.text_rows(alike(count, length, letters), alike(count + 1, length, letters))

    assert len(rows) <= diffs.MAX_ROWS + 1


def test_one_change_in_a_very_long_text_is_found_and_the_rest_is_a_gap():
    lines = [f"第 {number} 段" for number in range(50_000)]

    rows = diffs.text_rows("\n".join(lines), "\n".join([*lines[:30_000], "变更", *lines[30_001:]]))

    assert [row.kind for row in rows] == ["gap", "same", "changed", "same", "gap"]


def test_what_is_too_much_to_show_is_said_to_be_left_out():
    rows = diffs.text_rows("甲", "\n".join(map(str, range(20_000))))

    assert rows[-1].kind == "rest" and len(rows) == diffs.MAX_ROWS + 1
