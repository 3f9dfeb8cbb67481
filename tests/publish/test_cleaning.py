"""Foreign HTML: what stays, what goes, and that nothing is lost."""
import re

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish import cleaning
from tests.patience import patience

HOSTILE = [
    "<script>alert(1)</script>ok",
    "<img src=http://evil.example/x.png>ok",
    "<img src=x onerror=alert(1)>ok",
    "<iframe src='//evil.example'></iframe>ok",
    "<style>body{display:none}</style>ok",
    "<p style='position:fixed'>ok</p>",
    "<a href='javascript:alert(1)'>ok</a>",
    "<a href='data:text/html,x'>ok</a>",
    "<a href=' java\nscript:alert(1)'>ok</a>",
    "<svg><script>alert(1)</script></svg>ok",
    "<math><mi xlink:href='javascript:x'>m</mi></math>ok",
    "<form action=//evil.example><input name=a><button>go</button></form>ok",
    "<object data=x></object><embed src=x>ok",
    "<link rel=stylesheet href=//evil.example/x.css>ok",
    "<meta http-equiv=refresh content='0;//evil.example'>ok",
    "<base href=//evil.example>ok",
    "<p id=main class=x data-market-x hx-get=/x>ok</p>",
    "<video src=//evil.example></video>ok",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>ok",
    "<!--[if IE]><script>x</script><![endif]-->ok",
    "<table background=//evil.example><tr><td>ok</table>",
    "<div><scr<script>ipt>alert(1)</script>ok</div>",
]
SAFE_TAG = re.compile(r"</?(" + "|".join(cleaning.TAGS) + r")(\s(colspan|rowspan|scope|start|href)=\"[^\"]*\")*\s*/?>")


def every_tag_is_allowed(html: str) -> bool:
    return all(SAFE_TAG.fullmatch(tag) for tag in re.findall(r"<[^>]*>", html))


@pytest.mark.parametrize("raw", HOSTILE)
def test_nothing_that_runs_loads_frames_or_styles_survives(raw):
    cleaned = cleaning.clean(raw)

    assert "ok" in cleaned.text
    assert every_tag_is_allowed(cleaned.html), cleaned.html
    assert not re.search(r"javascript:|evil\.example|onerror", cleaned.html)


@given(st.text(alphabet="<>/=\"' abpdivscriptonload&;#x12汉字\n", max_size=200))
def test_whatever_comes_in_only_allowed_tags_come_out_and_twice_is_once(raw):
    once = cleaning.clean(raw)

    assert every_tag_is_allowed(once.html)
    assert cleaning.clean(once.html).text == once.text


@given(st.lists(st.text(alphabet="甲乙丙丁 12.", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8))
def test_no_word_is_lost_between_tags(words):
    raw = "<html><body><div>" + "".join(f"<p><span>{word}</span></p>" for word in words) + "</div></body></html>"

    text = cleaning.clean(raw).text

    assert [" ".join(line.split()) for line in text.splitlines()] == [" ".join(word.split()) for word in words]


@pytest.mark.parametrize("raw", ["<div>" * 5000 + "底" + "</div>" * 5000, "<b>" * 5000 + "底", "<ul><li>" * 3000 + "底",
                                 "<table><tr><td>" * 500 + "底"])
def test_a_body_nested_without_end_keeps_its_words(raw):
    assert cleaning.clean(raw).text == "底"


@pytest.mark.parametrize("raw", ["<div>" * 800_000, "<b><p>x" * 500_000, "<table><tr><td>" * 250_000,
                                 "<div><object></div>" * 200_000], ids=lambda raw: raw[:20])
def test_a_body_that_only_opens_is_refused_before_it_is_parsed(raw):
    with patience(), pytest.raises(cleaning.BodyRefused, match=r"。$"):
        cleaning.clean(raw)


@pytest.mark.parametrize("piece", ["<span>字</span>", "<p></p>字", "<div><p>字</p></div>", "<a>字</a>"])
def test_a_body_of_very_many_elements_is_cleaned_in_the_time_of_a_body(piece):
    with patience():
        cleaned = cleaning.clean(piece * 180_000)

    assert cleaned.text.count("字") == 180_000
    assert every_tag_is_allowed(cleaned.html[:2000])


def test_a_whole_document_gives_its_body_alone():
    raw = ("<!DOCTYPE html><html><head><title>题</title><style>.x{}</style></head>"
           "<body><h1>招标公告</h1><p>正文</p></body></html>")

    cleaned = cleaning.clean(raw)

    assert cleaned.html == "<h3>招标公告</h3><p>正文</p>"
    assert cleaned.text == "招标公告\n正文"


def test_typed_indents_and_empty_blocks_go():
    cleaned = cleaning.clean("<p>&nbsp;&nbsp;　一、概况</p><p>&nbsp;</p><div><div><p><b>&nbsp;二</b></p></div></div>")

    assert cleaned.html == "<p>一、概况</p><p><b>二</b></p>"


def test_tables_keep_their_shape():
    cleaned = cleaning.clean("<table width=100%><tr><td colspan=2 bgcolor=red>甲</td></tr><tr><td>乙<td>丙</table>")

    cells = lxml.html.fragment_fromstring(cleaned.html).findall(".//td")
    assert [(cell.text, cell.get("colspan")) for cell in cells] == [("甲", "2"), ("乙", None), ("丙", None)]


def test_plain_text_becomes_paragraphs_and_a_label_keeps_its_value():
    cleaned = cleaning.from_text("一、项目编号：\nSDGP37\n预算 < 60 万元 & 以内\n\n")

    assert cleaned.html == "<p>一、项目编号：SDGP37</p><p>预算 &lt; 60 万元 &amp; 以内</p>"


def test_a_body_beyond_the_limit_is_refused_in_a_sentence():
    with pytest.raises(cleaning.BodyRefused, match=r"正文过长.*。$"):
        cleaning.clean("字" * (cleaning.MAX_INPUT + 1))


@pytest.mark.parametrize(("raw", "wanted"), [
    ("<h3>一</h3><h5>二</h5>", "<h3>一</h3><h4>二</h4>"), ("<h1>一</h1><h2>二</h2>", "<h3>一</h3><h4>二</h4>"),
    ("<h6>一</h6>", "<h3>一</h3>"), ("<h4>一</h4><h1>二</h1>", "<h4>一</h4><h3>二</h3>"),
])
def test_headings_go_on_from_the_pages_own_without_a_gap(raw, wanted):
    assert cleaning.clean(raw).html == wanted
    assert cleaning.clean(wanted).html == wanted
