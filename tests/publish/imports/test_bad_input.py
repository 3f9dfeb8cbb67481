"""Bad rows: each is refused with a sentence, the others come in, nothing breaks and nothing is fetched."""

import json

import pytest

from publish import services
from publish.imports import bulk, labels, runner
from publish.models import Disclosure, DisclosureVersion, PublicRecord
from tests.patience import patience

from .conftest import counts, everything, notices, refusal
from .test_store import FIRST

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "row",
    [
        {**FIRST, "notice_id": ""},
        {**FIRST, "notice_id": "x" * 121},
        {**FIRST, "title": " "},
        {**FIRST, "published_at": "昨天"},
        {**FIRST, "published_at": None},
        {**FIRST, "source": "", "url": ""},
        {**FIRST, "source": "", "url": "javascript:alert(1)"},
        {**FIRST, "source": "", "url": "ftp://example.org/1"},
        {**FIRST, "html": ["<p>"]},
        {**FIRST, "html": {"a": 1}},
        {**FIRST, "structured": ["a"]},
        {**FIRST, "structured": {"a": 1}},
        {**FIRST, "candidates": "甲"},
        {**FIRST, "candidates": ["甲"]},
        {**FIRST, "candidates": [{"bidder": ["甲"]}]},
        {**FIRST, "html": "x" * 4_000_001},
        {**FIRST, "notice_id": True},
        b'{"notice_id": "a", "title": "\\ud800", "published_at": "2025-01-01", "source": "s"}',
        b"not json",
        b"[]",
        b'{"a":' * 5000,
        b"\xff\xfe",
        b'{"title": "' + b"x" * 200,
    ],
    ids=str,
)
def test_a_bad_row_is_refused_with_a_sentence_and_the_others_come_in(lines_file, row):
    report = notices(lines_file({**FIRST, "notice_id": "before"}, row, {**FIRST, "notice_id": "after"}))

    assert counts(report) == {"new": 2, "refused": 1}
    assert refusal(report).endswith("。")
    assert not report.failed


def test_empty_lines_are_no_rows(lines_file):
    assert counts(notices(lines_file(b"", FIRST, b"   ", b""))) == {"new": 1}


def test_scripts_frames_remote_images_and_styles_leave_no_trace_in_body_or_text(lines_file, live_probe):
    html = f"""<html><head><style>.a{{background:url({live_probe.url}/style)}}</style></head><body onload="x()">
    <script src="{live_probe.url}/script">中标人：假公司有限公司</script><iframe src="{live_probe.url}/frame"></iframe>
    <img src="{live_probe.url}/image" onerror="x()"><object data="{live_probe.url}/object"></object>
    <a href="javascript:alert(1)" style="color:red" class="b" id="c">链接</a><!-- 中标人：注释有限公司 -->
    <p class="hidden" style="display:none">招标人：藏着的水务局</p>
    <link rel="stylesheet" href="{live_probe.url}/css"></body></html>"""

    notices(lines_file({**FIRST, "html": html}))

    version = DisclosureVersion.objects.get()
    for word in ("script", "iframe", "img", "style", "class", "javascript", "假公司", "注释", live_probe.url, "onload"):
        assert word not in version.body and word not in version.text
    assert version.facts["purchaser"] == {"name": "藏着的水务局"}
    assert "winner" not in version.facts
    assert live_probe.asked == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_in_any_of_three_encodings_reads_alike(lines_file, encoding):
    assert counts(notices(lines_file(FIRST, encoding=encoding))) == {"new": 1}
    assert Disclosure.objects.get().versions.get().title == FIRST["title"]


def test_a_line_broken_in_transmission_falls_alone(lines_file):
    broken = json.dumps({**FIRST, "notice_id": "x"}, ensure_ascii=False).encode().replace("泵".encode(), b"\xe6\xb3")

    report = notices(lines_file(broken, FIRST))

    assert counts(report) == {"new": 1, "refused": 1}
    assert "UTF-8" in refusal(report)


def test_a_row_beyond_the_limit_is_refused_and_the_next_one_read(lines_file, monkeypatch):
    monkeypatch.setattr("publish.imports.lines.LINE_LIMIT", 5000)

    report = notices(lines_file({**FIRST, "html": "x" * 5000}, FIRST))

    assert counts(report) == {"new": 1, "refused": 1}
    assert "MB" in refusal(report)


def test_a_null_character_is_left_out(lines_file):
    assert counts(notices(lines_file({**FIRST, "title": "甲\x00乙", "html": "<p>丙\x00丁</p>"}))) == {"new": 1}
    assert Disclosure.objects.get().versions.get().title == "甲乙"


def test_an_address_that_is_none_is_left_out_with_a_note(lines_file):
    report = notices(lines_file({**FIRST, "url": "javascript:alert(1)"}))

    assert Disclosure.objects.get().origin_url == ""
    assert report.files[0].notes[0]["note"].endswith("。")


def test_a_fault_in_one_row_of_a_batch_falls_alone(lines_file, monkeypatch):
    real = bulk.digest
    monkeypatch.setattr(
        bulk, "digest", lambda version, files: real(version, files) if "坏" not in version.title else 1 / 0
    )

    with pytest.raises(ZeroDivisionError):
        notices(lines_file({**FIRST, "title": "坏"}))
    monkeypatch.setattr(
        bulk, "digest", lambda version, files: real(version, files) if "坏" not in version.title else int("x")
    )
    report = notices(
        lines_file({**FIRST, "notice_id": "1"}, {**FIRST, "notice_id": "2", "title": "坏"}, {**FIRST, "notice_id": "3"})
    )

    assert counts(report) == {"new": 2, "refused": 1}
    assert set(Disclosure.objects.values_list("external_id", flat=True)) == {"1", "3"}
    assert PublicRecord.objects.count() == 2


def test_a_missing_file_fails_the_run_but_not_the_other_files(lines_file, tmp_path):
    report = notices(tmp_path / "none.jsonl", lines_file(FIRST))

    assert report.failed and report.files[0].failure.endswith("。")
    assert counts(report) == {"new": 1}


def test_an_interrupted_run_keeps_whole_batches_and_can_be_taken_up_again(lines_file, monkeypatch):
    path = lines_file(*({**FIRST, "notice_id": str(number)} for number in range(5)))
    monkeypatch.setattr(runner, "BATCH", 2)
    real, calls = bulk.publish_many, []

    def stop(items, **options):
        calls.append(len(items))
        if len(calls) == 2:
            real(items, **options)
            raise KeyboardInterrupt
        return real(items, **options)

    monkeypatch.setattr(bulk, "publish_many", stop)

    report = notices(path)

    assert report.interrupted
    assert counts(report) == {"new": 2} and Disclosure.objects.count() == 2
    assert PublicRecord.objects.count() == 2
    assert counts(notices(path)) == {"new": 3, "unchanged": 2}


HANGING = [
    {"published_at": "2025-01-01" + " " * 100_000 + "x"},
    {"publicity_period": "2025-01-01" + " " * 100_000 + "至"},
    {"html": "<p>开标时间：" + "jan" * 100_000 + "</p>"},
    {"html": "<p>开标时间：" + "2025-01-01 x " * 100_000 + "</p>"},
    {"html": "<p>项目名称：" + "(采购方式:" * 100_000 + "</p>"},
    {"html": "<p>" + "(" * 400_000 + "</p>"},
    {"html": "<p>预算金额：" + "9" * 1_100_000 + "元</p>"},
    {"html": "<p>中标价：" + "9" * 1_100_000 + "%</p>"},
]


@pytest.mark.parametrize("hostile", HANGING, ids=lambda row: f"{next(iter(row))}-{str(row)[-12:]}")
def test_no_row_keeps_the_import_busy_or_ends_it(lines_file, hostile):
    with patience():
        report = notices(lines_file({**FIRST, **hostile}, {**FIRST, "notice_id": "after"}))

    assert counts(report) == {"new": 2}


def test_a_long_line_whose_string_never_closes_is_refused_at_once(lines_file):
    with patience():
        report = notices(lines_file(b'{"a": "' + b'\\"' * 1_000_000, FIRST))

    assert counts(report) == {"new": 1, "refused": 1}


def test_what_is_remembered_of_each_line_stays_small():
    labels._canonical.cache_clear()

    assert labels.canonical("项目编号：") == "项目编号"
    labels.canonical("字" * 1_000_000)

    assert labels.canonical("字" * 2_000_000) and labels._canonical.cache_info().currsize == 2


@pytest.mark.parametrize("code", ["AB\n2025-1", "AB\x07-2025-1", "AB\x85-2025-1"])
def test_a_project_code_with_control_characters_does_not_break_its_pages(client, lines_file, code):
    notices(lines_file({**FIRST, "project_code": code, "html": "<p>正文</p>"}))

    disclosure = Disclosure.objects.get()

    assert client.get(disclosure.get_absolute_url()).status_code == 200
    assert client.get(f"{disclosure.get_absolute_url().rstrip('/')}.json").status_code == 200
    assert disclosure.project is None or disclosure.project.code.isprintable()


def test_a_place_and_a_title_are_kept_as_long_as_they_are_shown(lines_file):
    notices(lines_file({**FIRST, "region_name": "长" * 100_000, "title": "题" * 100_000}))

    version = DisclosureVersion.objects.get()
    assert len(version.facts["region"]) <= 120 and len(version.title) == 500


def test_a_source_that_bears_our_own_name_does_not_pass_for_us(lines_file):
    ours = services.our_source()

    notices(lines_file({**FIRST, "source": ours.name}))

    disclosure = Disclosure.objects.get()
    assert not disclosure.source.ours and disclosure.source.name == f"{ours.name}（外部）"
    assert PublicRecord.objects.get().outside


def test_refused_rows_change_nothing(lines_file):
    before = everything()

    notices(lines_file(b"x", {**FIRST, "title": ""}))

    assert everything() == before
