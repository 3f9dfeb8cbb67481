"""Marks in the text as published."""
from hypothesis import given
from hypothesis import strategies as st

from search import highlight, words


def mark(text: str, *runs: str) -> str:
    return highlight.marked(text, highlight.pattern(runs))


def test_markup_in_a_text_is_escaped_inside_and_outside_a_mark():
    assert mark("<b>护坡</b> & <i>", "护坡") == "&lt;b&gt;<mark>护坡</mark>&lt;/b&gt; &amp; &lt;i&gt;"
    assert mark("x<script>y", "x<script>") == "<mark>x&lt;script&gt;</mark>y"


def test_a_hit_is_marked_over_spaces_width_and_quotes():
    assert mark("“防 洪”堤Ａ", "防洪堤a") == "“<mark>防 洪”堤Ａ</mark>"


def test_the_longer_run_is_marked_first():
    assert mark("防洪堤防洪", "防洪", "防洪堤") == "<mark>防洪堤</mark><mark>防洪</mark>"


@given(text=st.text(max_size=80), run=st.text(min_size=1, max_size=3))
def test_without_the_marks_the_text_is_whole(text, run):
    html = mark(text, words.stream(run))

    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert plain == str(highlight.marked(text, None))
    assert html.count("<mark>") == html.count("</mark>")


def test_a_snippet_shows_the_surroundings_of_the_hit():
    hit = highlight.snippet("头" * 9000 + "浆砌块石护坡" + "尾" * 200, ["护坡"], highlight.pattern(["护坡"]))

    assert "浆砌块石<mark>护坡</mark>尾" in hit.html
    assert hit.html.startswith("……") and hit.html.endswith("……") and hit.at == 9004


def test_no_hit_is_no_snippet():
    assert highlight.snippet("防洪", ["护坡", ""], None) is None


def test_what_sounds_alike_is_found_in_the_text():
    assert highlight.alike("柳溪河护坡整治", [("hu", "po")], []) == {"护坡"}
    assert highlight.alike("Autocad 软件", [], ["autcad", "word"]) == {"autocad"}
