"""Keeping notices: once, whatever is imported how often and in which order."""

import itertools

import pytest

from publish import services
from publish.imports.drafts import GENERATED
from publish.models import Disclosure, DisclosureVersion, Original, PublicRecord

from .conftest import counts, everything, forget, notices, refusal, state

pytestmark = pytest.mark.django_db

SOURCE = "望川市公共资源交易网"
FIRST = {
    "notice_id": "n-1",
    "notice_type": "中标候选人公示",
    "trade_code": "A01",
    "region_name": "石桥县",
    "source": SOURCE,
    "title": "泵站工程中标候选人公示",
    "published_at": "2025-06-13 12:00:00",
    "html": "<p>标段（包）编号：YXA990015-202501-03</p><p>正文文字</p>",
}
SECOND = {
    "notice_id": "n-1",
    "title": "泵站工程中标候选人公示",
    "published_at": "2025-06-13",
    "project_name": "泵站工程",
    "publicity_period": "2025年06月13日 12时00分至2025年06月16日 23时59分",
    "candidates": [
        {"bidder": "恒岳建设工程有限公司", "price": "1799255.53"},
        {"bidder": "明远工程有限公司", "price": "未提供"},
    ],
    "url": "https://ggzy.example.gov.cn/n-1.html",
}
OTHER = {**SECOND, "notice_id": "n-2", "url": "https://ggzy.example.gov.cn/n-2.html"}
RESULT = {
    **FIRST,
    "notice_id": "n-3",
    "notice_type": "中标结果公告",
    "title": "泵站工程（一期）中标结果公告",
    "html": "<p>标段（包）编号：YXA990015-202501-03</p><p>招标人：云岫区水务局</p>",
}


def test_a_new_notice_is_published_with_its_original_bytes(lines_file):
    path = lines_file(FIRST)

    assert counts(notices(path)) == {"new": 1}

    disclosure = Disclosure.objects.get()
    version = disclosure.versions.get()
    assert (disclosure.status, disclosure.kind, disclosure.trade) == (
        "published",
        "candidate_publicity",
        "construction",
    )
    assert disclosure.region_label == "望川市石桥县"
    assert disclosure.published_at.isoformat() == "2025-06-13T04:00:00+00:00"
    assert bytes(Original.objects.get(version=version).content) == path.read_bytes()
    assert disclosure.project.code == "YXA990015-202501-03"


def test_the_second_import_changes_nothing(lines_file):
    path = lines_file(FIRST, SECOND, OTHER, RESULT)
    notices(path)
    before = everything()

    assert counts(notices(path)) == {"unchanged": 4}
    assert everything() == before


def test_a_second_form_adds_facts_and_never_touches_the_body(lines_file):
    notices(lines_file(FIRST))
    body = DisclosureVersion.objects.get().body

    assert counts(notices(lines_file(SECOND))) == {"merged": 1}

    version = Disclosure.objects.get().versions.get(number=2)
    assert version.body == body
    assert version.facts["candidates"] == [
        {"bidder": "恒岳建设工程有限公司", "amount": "1799255.53", "text": "1799255.53"},
        {"bidder": "明远工程有限公司"},
    ]
    assert "未作更正" in version.reason
    assert PublicRecord.objects.get().deadline_label == "公示截止"


def test_prices_that_slipped_a_column_are_given_to_nobody(lines_file):
    slipped = [
        {"bidder": "恒岳建设工程有限公司", "price": "投标报价(元/%)"},
        {"bidder": "明远工程有限公司", "price": "1799255.53"},
    ]

    report = notices(lines_file({**SECOND, "candidates": slipped}))

    version = DisclosureVersion.objects.get()
    assert version.facts["candidates"] == [{"bidder": "恒岳建设工程有限公司"}, {"bidder": "明远工程有限公司"}]
    assert "1799255.53" not in version.text
    assert "错位" in report.files[0].notes[0]["note"]


def test_where_the_forms_differ_the_body_decides_and_the_report_tells(lines_file):
    named = {**FIRST, "html": "<p>公示期为2025年06月14日至2025年06月17日</p>"}

    for order in ([named, SECOND], [SECOND, named]):
        forget()
        report = notices(*(lines_file(row, name=f"{at}.jsonl") for at, row in enumerate(order)))

        assert PublicRecord.objects.get().deadline_at.isoformat() == "2025-06-17T16:00:00+00:00"
        assert any("以正文为准" in note["note"] for file in report.files for note in file.notes)


def test_a_notice_without_a_body_shows_its_data_and_says_so(lines_file):
    notices(lines_file(SECOND))

    version = DisclosureVersion.objects.get()
    assert version.text.startswith(GENERATED)
    assert "明远工程有限公司" in version.text and "未提供" not in version.text
    assert Disclosure.objects.get().source.name == "ggzy.example.gov.cn"


def test_a_body_that_comes_later_takes_the_place_of_the_listing(lines_file):
    notices(lines_file(SECOND))

    assert counts(notices(lines_file(FIRST))) == {"merged": 1}

    disclosure = Disclosure.objects.get()
    assert disclosure.source.name == SOURCE
    assert "正文文字" in disclosure.versions.get(number=2).body
    assert GENERATED not in disclosure.versions.get(number=2).text
    assert PublicRecord.objects.get().source_name == SOURCE


def test_the_order_of_files_decides_nothing(lines_file):
    files = [
        lines_file(FIRST, name="a.jsonl"),
        lines_file(SECOND, OTHER, name="b.jsonl"),
        lines_file(RESULT, name="c.jsonl"),
    ]
    ends = []
    for order in itertools.permutations(files):
        forget()
        notices(*order)
        ends.append(state())

    assert len(ends[0]) == 3
    assert all(end == ends[0] for end in ends)


def test_both_forms_in_one_batch_make_one_notice(lines_file):
    assert counts(notices(lines_file(SECOND, FIRST))) == {"new": 1, "merged": 1}
    assert Disclosure.objects.get().source.name == SOURCE


def test_another_body_under_a_known_id_is_told_and_not_taken(lines_file):
    notices(lines_file(FIRST))
    before = everything()

    report = notices(lines_file({**FIRST, "html": "<p>换过的正文</p>"}))

    assert counts(report) == {"unchanged": 1}
    assert "未替换" in report.files[0].notes[0]["note"]
    assert everything() == before


def test_one_id_in_two_sources_is_two_notices(lines_file):
    assert counts(notices(lines_file(FIRST, {**FIRST, "source": "另一平台"}))) == {"new": 2}
    assert "--source" in refusal(notices(lines_file(SECOND)))
    assert counts(notices(lines_file({**SECOND, "source": "另一平台"}))) == {"merged": 1}


def test_a_withdrawn_notice_stays_as_it_is(lines_file):
    notices(lines_file(FIRST))
    services.withdraw(Disclosure.objects.get().pk, reason="来源撤回", basis="来源更正", actor="import")
    before = everything()

    assert counts(notices(lines_file(SECOND))) == {"unchanged": 1}
    assert everything() == before


def test_the_source_and_trade_can_be_told_for_rows_that_name_none(lines_file):
    notices(lines_file(OTHER), source=SOURCE, trade="construction")

    assert (Disclosure.objects.get().source.name, Disclosure.objects.get().trade) == (SOURCE, "construction")


def test_two_notices_of_a_lot_meet_in_one_project_under_its_shortest_name(lines_file):
    notices(lines_file(RESULT, SECOND, FIRST))

    project = Disclosure.objects.get(external_id="n-1").project
    assert project == Disclosure.objects.get(external_id="n-3").project
    assert (project.name, project.principal) == ("泵站工程", "云岫区水务局")
    assert project.origin == Disclosure.objects.get(external_id="n-1").source_id


def test_an_actor_without_the_power_publishes_nothing_in_bulk(lines_file, monkeypatch):
    monkeypatch.setattr("publish.imports.store.ACTOR", "user:1")

    report = notices(lines_file(FIRST))

    assert counts(report) == {"refused": 1} and refusal(report).endswith("。")
    assert Disclosure.objects.count() == 0


def test_our_own_notices_are_never_merged_into(lines_file):
    ours = services.publish(
        source=services.our_source(),
        kind="candidate_publicity",
        trade="construction",
        title="本平台公告",
        body="<p>正文</p>",
        external_id="n-1",
        actor="import",
    )
    before = list(ours.versions.values())

    assert counts(notices(lines_file(SECOND))) == {"new": 1}
    assert list(ours.versions.values()) == before
