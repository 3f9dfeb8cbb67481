"""The tokenizer."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import words

LETTERS = st.one_of(st.characters(), st.sampled_from("防洪堤护坡 采购（）“”，。1２ａB\n\t"))
TEXTS = st.text(alphabet=LETTERS, max_size=60)


@given(before=TEXTS, phrase=TEXTS, after=TEXTS)
def test_a_phrase_cut_from_a_text_is_a_run_of_its_stream(before, phrase, after):
    assert words.stream(phrase) in words.stream(before + phrase + after)


@given(text=TEXTS)
def test_tokens_hold_no_space_and_streams_no_control_character(text):
    run = words.stream(text)

    assert not any(c.isspace() or c in "\"'“”" or ord(c) < 32 for c in run)
    assert len(words.grams(text).split(" ")) == max(1, len(run))
    run.encode()


def test_width_case_and_quotes_do_not_count():
    assert words.stream("“ＡＢＣ”　（一）\n标｀段") == "abc(一)标段"


def test_the_last_character_begins_a_bigram_of_its_own():
    assert words.grams("防洪堤") == "防洪 洪堤 堤¶"
    assert words.grams(" ") == ""


def test_search_mode_keeps_long_words_and_the_short_ones_inside():
    assert {"防洪", "防洪堤"} <= set(words.words("南岸防洪堤加固"))


def test_lone_characters_are_not_sought_beside_words():
    assert "的" not in words.sought("防洪的工程")
    assert words.sought("桥") == ["桥"]


@pytest.mark.parametrize(("typed", "reading"), [
    ("zhongjie", ("zhong", "jie")), ("hupo", ("hu", "po")), ("caigou", ("cai", "gou")), ("xian", ("xi", "an"))])
def test_typed_pinyin_is_read_as_syllables(typed, reading):
    assert reading in words.spellings(typed)


@pytest.mark.parametrize("typed", ["hello", "zfcg", "a", "防洪", "", "z" * 40, "a" * 40])
def test_what_is_no_pinyin_has_no_reading(typed):
    assert words.spellings(typed) == ()


def test_sounds_follow_the_word_not_the_character():
    assert words.sound_pairs("银行") == ["yinhang"]
    assert words.sound_pairs("重庆") == ["chongqing"]


def test_initials_do_not_run_over_a_break():
    assert words.initials("政府采购（中介）") == "zf fc cg zj"


def test_codes_are_compared_without_dashes_and_brackets():
    assert words.code("[350100]FJ-GK〔2026〕001") == words.code("350100fjgk2026001")
    assert words.looks_like_code("SLGC-2026-0163") and not words.looks_like_code("防洪护坡工程2026")
