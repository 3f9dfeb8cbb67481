"""The commands as typed: exit codes, the table, the report file."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from publish.models import Disclosure

from .test_ocds import PUBLISHER, TENDER
from .test_store import FIRST

pytestmark = pytest.mark.django_db


def run(*words, **options) -> tuple[int, str]:
    """The exit code of a command and what it printed."""
    out = StringIO()
    try:
        call_command(*(str(word) for word in words), stdout=out, **options)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def test_refused_rows_leave_the_exit_code_at_zero_and_are_explained(lines_file, tmp_path):
    report = tmp_path / "report.json"

    code, printed = run("import_notices", lines_file(FIRST, b"broken"), "--report", report)

    assert code == 0
    assert "新收录" in printed and "第 2 行" in printed and "不是完整的 JSON" in printed
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["total"] == {"new": 1, "merged": 0, "unchanged": 0, "refused": 1}
    assert told["files"][0]["refusals"][0]["line"] == 2


def test_a_file_that_cannot_be_read_gives_another_exit_code(lines_file, tmp_path):
    code, printed = run("import_notices", tmp_path / "none.jsonl", lines_file(FIRST))

    assert code == 1 and "无法读取" in printed
    assert Disclosure.objects.count() == 1


def test_options_name_the_source_and_the_trade(lines_file):
    path = lines_file({**FIRST, "source": "", "trade_code": ""})

    run("import_notices", path, "--source", "望川市公共资源交易网", "--trade", "construction")

    disclosure = Disclosure.objects.get()
    assert (disclosure.source.name, disclosure.trade) == ("望川市公共资源交易网", "construction")


def test_a_package_is_imported_by_command(tmp_path):
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"version": "1.1", "publisher": PUBLISHER, "releases": [TENDER]}), encoding="utf-8")

    code, printed = run("import_ocds", path)

    assert code == 0 and "导入结果" in printed
    assert Disclosure.objects.count() == 1


def test_simulated_notices_are_made_by_command():
    code, printed = run("simulate_notices", 5)

    assert code == 0 and "5 条演示公告" in printed
    with pytest.raises(CommandError):
        call_command("simulate_notices", "0")
