"""``manage.py verify``: what it prints, and that it fails where anything differs."""
import io

import pytest
from django.core.management import CommandError, call_command

from .make_vectors import FOLDER


def run(path) -> str:
    out = io.StringIO()
    call_command("verify", str(path), stdout=out)
    return out.getvalue()


def test_a_right_bundle_is_recomputed_and_shown():
    said = run(FOLDER / "e6.json")

    assert "重算一致" in said and "90.72" in said and "同品牌中由其他投标人参加" in said and "SHA-256" in said


def test_a_failed_procedure_says_why():
    assert "F3：报价均超过最高限价" in run(FOLDER / "failed-f3.json")


def test_a_flipped_digit_is_named_and_fails():
    named = r"1 处不一致，首处在 outcome.rows\[2\].price_points：第3家（C 公司）"
    with pytest.raises(CommandError, match=named) as refused:
        run(FOLDER / "wrong-price-points.json")

    assert refused.value.returncode == 1


@pytest.mark.parametrize(("name", "words"), [
    ("not-json.json", "bundle.not_json 文件不是 JSON"), ("no-verdict.json", "投标 b 还没有审查结论"),
    ("there-is-none.json", "文件无法读取")])
def test_a_file_that_cannot_be_read_says_what_to_do(name, words):
    with pytest.raises(CommandError, match=words):
        run(FOLDER / name)
