"""All the real data beside the project: what comes in, what is refused and why, and how well facts are read."""

import json
import re

import pytest

from publish.models import Disclosure, DisclosureVersion, PublicRecord

from .conftest import counts, everything, forget, notices, packages, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice_files(shared_data):
    """Notice files and land tables in the order of their names."""
    return [*sorted((shared_data / "notices_cn").glob("*.jsonl")), *sorted((shared_data / "land_cn").glob("*.csv"))]


def explained(report) -> bool:
    """Whether every refusal and every note is a sentence."""
    said = [row.get("reason") or row["note"] for file in report.files for row in (*file.refusals, *file.notes)]
    return all(sentence.endswith("。") for sentence in said)


def test_all_notices_and_land_deals_come_in_and_a_second_import_changes_nothing(notice_files):
    report = notices(*notice_files)

    assert {file.path.rsplit("/")[-1]: dict(file.counts) for file in report.files} == {
        "construction_candidates.jsonl": {"new": 60},
        "construction_candidates_parsed.jsonl": {"new": 1171, "merged": 60},
        "construction_results.jsonl": {"new": 178},
        "national_mixed.jsonl": {"new": 62},
        "land_deals_beijing_2019.csv": {"new": 115},
        "land_deals_national_2007.csv": {"new": 120},
    }
    assert explained(report) and not report.failed
    assert PublicRecord.objects.count() == Disclosure.objects.count() == 1706
    before = everything()

    again = notices(*notice_files)

    assert counts(again) == {"unchanged": 1766}
    assert everything() == before


def test_the_order_of_the_notice_files_decides_nothing(notice_files):
    notices(*notice_files[:4])
    forwards = state()
    forget()

    notices(*reversed(notice_files[:4]))

    assert state() == forwards


def test_results_state_purchaser_agent_winner_code_and_price(notice_files):
    notices(next(path for path in notice_files if path.name == "construction_results.jsonl"))

    facts = [version.facts for version in DisclosureVersion.objects.all()]
    for code in ("purchaser", "agent", "winner", "lot_code", "project_name"):
        assert sum(code in one for one in facts) >= 0.99 * len(facts), code
    assert sum(bool({"award_amount", "award_rate", "award_terms"} & one.keys()) for one in facts) == len(facts)
    assert sum("award_amount" in one for one in facts) == 147
    assert sum("award_rate" in one for one in facts) == 15


def test_extracted_candidates_agree_with_the_structured_form(notice_files):
    notices(*(path for path in notice_files if path.name == "construction_candidates.jsonl"))
    parsed_file = next(path for path in notice_files if path.name == "construction_candidates_parsed.jsonl")
    parsed = {row["notice_id"]: row for row in map(json.loads, parsed_file.read_text(encoding="utf-8").splitlines())}

    titles = {row.external_id: row.versions.get() for row in Disclosure.objects.all()}
    assert all(version.facts["project_name"] in version.title for version in titles.values())
    prices = []
    for disclosure in Disclosure.objects.all():
        quotes = disclosure.versions.get().facts["candidates"]
        told = parsed[disclosure.external_id]["candidates"]
        assert [quote["bidder"] for quote in quotes] == [one["bidder"] for one in told]
        prices.append([quote.get("text") for quote in quotes] == [one["price"] for one in told])

    assert prices.count(False) == 4  # in those the structured form has the prices beside the wrong bidders


def test_no_rate_became_money_and_no_text_holds_script(notice_files):
    notices(*notice_files[1:3])

    for version in DisclosureVersion.objects.all():
        for quote in version.facts.get("candidates", []):
            first = re.split(r"[（(，,；;。=]", quote.get("text", ""))[0]
            assert not ("amount" in quote and re.search(r"%|％|下浮|系数|元/", first)), quote
        assert "watermark" not in version.text and "<!DOCTYPE" not in version.text


def test_all_packages_come_in_and_a_second_import_changes_nothing(shared_data):
    files = sorted((shared_data / "ocds").rglob("*.json"))

    report = packages(*files)

    assert counts(report) == {"new": 20, "merged": 16, "unchanged": 2, "refused": 2}
    assert explained(report) and not report.failed
    assert PublicRecord.objects.count() == 20
    assert not PublicRecord.objects.exclude(amount=None).exists()
    before = everything()

    assert counts(packages(*files)) == {"unchanged": 38, "refused": 2}
    assert everything() == before
