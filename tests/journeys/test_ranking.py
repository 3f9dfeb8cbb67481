"""Rankings recomputed in a real browser: the vectors, any evaluation at random, the page, and it offline."""
import base64
import json
import re

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from bids.ranking import bundles, gate, low_price, rank
from bids.ranking.faults import SENTENCES
from bids.ranking.values import FAILURES
from tests.bids.ranking.make_vectors import EXPECTED, FOLDER, outcome
from tests.bids.ranking.strategies import evaluations

from .conftest import sideways

pytestmark = pytest.mark.browser
RECOMPUTE = """async (files) => {
  const { verify } = await import("/static/market/js/ranking.js");
  const { RankingFault } = await import("/static/market/js/ranking_shapes.js");
  return files.map((text) => {
    try {
      const bytes = Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0));
      return { differences: verify(bytes).differences.map(({ bid, ...one }) => one) };
    } catch (error) {
      if (!(error instanceof RankingFault)) throw error;
      return { fault: { code: error.code, place: error.place, sentence: error.message } };
    }
  });
}"""
E6 = (FOLDER / "e6.json").read_bytes()


def recomputed(page: Page, files: list[bytes]) -> list[dict]:
    return page.evaluate(RECOMPUTE, [base64.b64encode(raw).decode() for raw in files])


def choose(page: Page, content: bytes, name: str = "bundle.json") -> None:
    page.get_by_label("评审数据包（JSON）").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": content})


def test_the_browser_finds_in_every_vector_what_python_finds(page):
    page.goto("/verify/ranking/")
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))

    found = recomputed(page, [(FOLDER / f"{name}.json").read_bytes() for name in expected])

    assert dict(zip(expected, found, strict=True)) == expected


def test_the_browser_says_it_in_the_same_words(page):
    page.goto("/verify/ranking/")

    assert page.evaluate("""async () => {
      const R = await import("/static/market/js/ranking.js"), S = await import("/static/market/js/ranking_shapes.js");
      return [S.SENTENCES, R.OUT_WORDS, R.FAILURES, R.TRIGGER_WORDS];
    }""") == [SENTENCES, gate.OUT, FAILURES, low_price.TRIGGERS]


def test_the_browser_and_python_agree_on_evaluations_at_random_and_on_damaged_ones(page):
    page.goto("/verify/ranking/")

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(evaluations(), min_size=4, max_size=8), st.randoms(use_true_random=False))
    def agree(some, random):
        files = []
        for one in some:
            raw = bundles.write(one, rank(one))
            at = random.choice([place for place, mark in enumerate(raw) if 48 <= mark < 58])
            files += [raw, raw[:at] + str(random.randrange(10)).encode() + raw[at + 1:]]
        assert recomputed(page, files) == [outcome(raw) for raw in files]

    agree()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_flipped_digit_is_seen_and_named(open_page, check_axe, width):
    page = open_page(width)
    page.goto("/verify/ranking/")
    sent = []
    page.on("request", lambda request: "/static/" in request.url or sent.append(request.url))

    choose(page, E6)
    expect(page.get_by_role("status")).to_contain_text("重算一致")
    expect(page.get_by_role("row", name=re.compile("B 公司"))).to_contain_text("704,000.00")
    expect(page.get_by_role("row", name=re.compile("B 公司"))).to_contain_text("同品牌中由其他投标人参加")
    check_axe(page)
    choose(page, E6.replace(b'"39.09"', b'"39.19"'))
    expect(page.get_by_role("status")).to_contain_text(
        "重算发现 1 处不一致，首处：第4家（B 公司）的价格分：包中写 39.19，重算为 39.09。")
    expect(page.get_by_role("row", name=re.compile("B 公司"))).to_contain_text("包中写 39.19")
    expect(page.get_by_text("outcome.rows[3].price_points")).to_be_visible()
    assert sideways(page) == [] and sent == []
    check_axe(page)


def test_a_broken_file_is_refused_with_a_sentence_and_clears_what_stood_there(page):
    page.goto("/verify/ranking/")

    choose(page, E6)
    expect(page.get_by_role("table")).to_be_visible()
    choose(page, b"%PDF-1.7")

    expect(page.get_by_role("status")).to_contain_text("文件不是 JSON，不能核对；请选择下载时保存的评审数据包原件。")
    expect(page.get_by_role("table")).to_have_count(0)


def test_the_page_works_from_a_disk_and_asks_nobody(open_page, tmp_path):
    call_command("ranking_page", str(tmp_path / "ranking.html"))
    alone, sent = open_page(), []
    alone.goto((tmp_path / "ranking.html").as_uri())
    alone.on("request", lambda request: sent.append(request.url))

    choose(alone, (FOLDER / "wrong-price-points.json").read_bytes())

    expect(alone.get_by_role("status")).to_contain_text("第3家（C 公司）的价格分：包中写 28.79，重算为 28.78。")
    assert sent == []


def test_without_script_the_page_says_how_else(nojs):
    nojs.goto("/verify/ranking/")

    expect(nojs.get_by_text("manage.py verify")).to_be_visible()
    expect(nojs.get_by_role("link", name="下载离线版")).to_be_visible()
