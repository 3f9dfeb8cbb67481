"""Files as they are published, good and broken: what comes of each. The browser does the same in ``tests/journeys``."""
import json

import pytest

from bids.ranking import bundles, rank
from bids.ranking.faults import SENTENCES

from .make_vectors import BROKEN, EXPECTED, FOLDER, RIGHT, WRONG, files, outcome

SAID = json.loads(EXPECTED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SAID)
def test_what_comes_of_a_vector_is_what_is_written(name):
    assert outcome((FOLDER / f"{name}.json").read_bytes()) == SAID[name]


def test_there_is_a_vector_for_every_case_and_it_is_fresh():
    assert {path.stem: path.read_bytes() for path in FOLDER.glob("*.json") if path != EXPECTED} == files()
    assert SAID.keys() == files().keys()


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_vector_is_written_again_byte_for_byte(name):
    raw = (FOLDER / f"{name}.json").read_bytes()
    one = bundles.read(raw)

    assert SAID[name] == {"differences": []}
    assert bundles.write(one, rank(one)) == raw


@pytest.mark.parametrize("name", WRONG)
def test_what_is_false_is_named(name):
    assert SAID[name]["differences"]


def test_every_fault_a_file_can_have_is_in_the_vectors_and_speaks():
    faults = {SAID[name]["fault"]["code"] for name in BROKEN if "fault" in SAID[name]}

    assert faults == set(SENTENCES)
    assert all(SAID[name]["fault"]["sentence"].endswith("。") for name in BROKEN if "fault" in SAID[name])


def test_every_way_to_fail_is_in_the_vectors():
    failed = {json.loads((FOLDER / f"{name}.json").read_bytes())["outcome"]["failed"] for name in RIGHT}

    assert failed == {"", "F1", "F2", "F3"}


@pytest.mark.parametrize(("name", "sentence"), [
    ("wrong-price-points", "第3家（C 公司）的价格分：包中写 28.79，重算为 28.78。"),
    ("wrong-rank", "第2家（D 公司）的名次：包中写 3，重算为 2。"),
    ("wrong-out", "第5家（E 公司）的出局环节：包中写 空，重算为 低价说明未被采纳。"),
    ("wrong-sum", "投标A 公司的各专家打分合计：包中写 266.00，重算为 265.00。"),
    ("wrong-triggers", "投标E 公司触发低价审查的情形：包中写 低于平均报价的规定比例，重算为 低于最高限价的规定比例。")])
def test_the_first_place_that_differs_is_named_in_words(name, sentence):
    assert SAID[name]["differences"][0]["sentence"] == sentence
