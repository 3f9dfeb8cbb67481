"""Differences between versions."""
from hypothesis import assume, given
from hypothesis import strategies as st

from publish import diffs

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


def test_long_unchanged_stretches_become_a_gap():
    rows = diffs.text_rows("\n".join("abcdefgh") + "\n甲", "\n".join("abcdefgh") + "\n乙")

    assert [row.kind for row in rows] == ["gap", "same", "changed"]


def test_facts_differ_by_their_declarations():
    [(fact, before, after)] = diffs.fact_rows({"project_code": "A", "quality": "合格"}, {"project_code": "A"})

    assert (fact.code, before, after) == ("quality", "合格", None)
