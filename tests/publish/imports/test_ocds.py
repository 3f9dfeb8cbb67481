"""OCDS packages of other platforms: one notice a process, foreign money apart, nothing fetched."""

import itertools
import json
import socket

import pytest

from market.parties.models import User
from publish.imports.ocds_packages import read_package
from publish.models import Attachment, Disclosure, DisclosureVersion, PublicRecord
from tests.patience import patience

from .conftest import counts, everything, forget, packages, refusal, state

pytestmark = pytest.mark.django_db

PUBLISHER = {"name": "Oficina de Compras", "uri": "https://example.org"}
TENDER = {
    "ocid": "ocds-1",
    "id": "1",
    "date": "2026-01-05T09:00:00Z",
    "tag": ["tender"],
    "tender": {
        "id": "t",
        "title": "Construcción de aulas",
        "description": "<p>Dos <b>aulas</b></p><script>x()</script>",
        "status": "active",
        "value": {"amount": 940600832.0, "currency": "PYG"},
        "tenderPeriod": {"endDate": "2026-02-01T12:00:00-04:00"},
        "documents": [
            {"id": "d", "title": "Pliego", "url": "https://example.org/d.pdf"},
            {"id": "e", "url": "javascript:x"},
        ],
    },
    "buyer": {"id": "b", "name": "Municipio"},
    "parties": [{"id": "b", "name": "Municipio", "roles": ["buyer"], "address": {"countryName": "Paraguay"}}],
}
AWARD = {
    "ocid": "ocds-1",
    "id": "2",
    "date": "2026-03-01T09:00:00Z",
    "tag": ["award"],
    "awards": [
        {
            "id": "a",
            "status": "active",
            "value": {"amount": 900000000, "currency": "PYG"},
            "suppliers": [{"id": "s", "name": "Constructora S.A."}],
        }
    ],
}
CONTRACT = {
    "ocid": "ocds-1",
    "id": "3",
    "date": "2026-04-01T09:00:00Z",
    "tag": ["contract"],
    "contracts": [
        {
            "id": "c",
            "awardID": "a",
            "title": "Contrato",
            "status": "active",
            "value": {"amount": 900000000.5, "currency": "PYG"},
            "dateSigned": "2026-03-20T12:00:00-04:00",
        }
    ],
}


@pytest.fixture
def package(tmp_path):
    """Write a release package, or a record package where ``records`` are given."""
    numbers = itertools.count()

    def write(*releases, version="1.1", records=None, **more):
        path = tmp_path / f"{next(numbers)}.json"
        content = {"version": version, "publisher": PUBLISHER, "uri": "https://example.org/p", **more}
        content |= {"records": records} if records is not None else {"releases": list(releases)}
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def test_a_process_becomes_one_outside_notice(package):
    assert counts(packages(package(TENDER, AWARD))) == {"new": 1}

    disclosure, record = Disclosure.objects.get(), PublicRecord.objects.get()
    version = disclosure.versions.get()
    assert (disclosure.source.name, disclosure.kind, record.outside) == ("Oficina de Compras", "result_notice", True)
    assert version.title == "Construcción de aulas"
    assert "Dos aulas" in version.text and "x()" not in version.text
    assert version.facts["purchaser"] == {"name": "Municipio", "id": "b"}
    assert version.facts["winner"] == [{"name": "Constructora S.A.", "id": "s"}]
    assert version.facts["bids_due_at"] == "2026-02-02T00:00:00+08:00"
    assert disclosure.published_at.isoformat() == "2026-01-05T09:00:00+00:00"
    assert disclosure.region_label == "Paraguay"
    assert [file.origin_url for file in Attachment.objects.all()] == ["https://example.org/d.pdf"]


def test_foreign_money_keeps_its_currency_and_stays_out_of_the_yuan_column(package):
    packages(package(TENDER))

    record = PublicRecord.objects.get()
    assert record.amount is None
    assert record.foreign_amount == "PYG 940,600,832.00"
    assert DisclosureVersion.objects.get().facts["price_ceiling"] == {"amount": "940600832.00", "currency": "PYG"}


def test_parties_become_no_accounts_and_nothing_is_fetched(package, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("Something was fetched."))

    packages(package(TENDER, AWARD, CONTRACT))

    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("releases", "kind"),
    [
        (
            [{**TENDER, "tender": {}, "planning": {"budget": {"description": "Obra"}}, "tag": ["planning"]}],
            "purchase_intent",
        ),
        ([TENDER], "procurement_notice"),
        ([{**TENDER, "tender": {**TENDER["tender"], "status": "unsuccessful"}}], "termination_notice"),
        ([TENDER, {**AWARD, "awards": [{**AWARD["awards"][0], "status": "pending"}]}], "candidate_publicity"),
        ([TENDER, AWARD], "result_notice"),
        ([TENDER, AWARD, CONTRACT], "contract_notice"),
    ],
)
def test_the_kind_follows_how_far_the_process_came(package, releases, kind):
    packages(package(*releases))

    assert Disclosure.objects.get().kind == kind


def test_later_releases_update_the_notice_and_a_second_import_changes_nothing(package):
    files = [package(TENDER), package(AWARD), package(CONTRACT)]
    assert counts(packages(*files)) == {"new": 1, "merged": 2}
    before = everything()

    assert counts(packages(*files)) == {"unchanged": 3}
    assert everything() == before
    assert Disclosure.objects.get().current == 3
    assert PublicRecord.objects.get().foreign_amount == "PYG 900,000,000.50"


def test_the_order_of_packages_decides_nothing(package):
    compiled = {
        "ocid": "ocds-1",
        "compiledRelease": {**TENDER, "tag": ["compiled"], "date": "2026-05-01T00:00:00Z", "description": "Compilado"},
    }
    files = [package(TENDER), package(AWARD), package(records=[compiled])]
    ends = []
    for order in itertools.permutations(files):
        forget()
        packages(*order)
        ends.append(state())

    assert len(ends[0]) == 1
    assert all(end == ends[0] for end in ends)


def test_a_record_of_addresses_alone_is_refused_with_the_reason(package):
    linked = {
        "ocid": "ocds-9",
        "releases": [{"date": "2026-01-01T00:00:00Z", "tag": ["planning"], "url": "https://example.org/r"}],
    }

    report = packages(package(records=[linked]))

    assert counts(report) == {"refused": 1}
    assert "网址" in refusal(report)


@pytest.mark.parametrize(
    "release",
    [
        "words",
        {},
        {"ocid": 1},
        {"ocid": ""},
        {"ocid": "x" * 121},
        {"ocid": "a\nb"},
        {**TENDER, "date": None},
        {**TENDER, "date": 5},
        {"ocid": "a", "date": "2026-01-01", "tag": ["tender"], "id": "1"},
        {**TENDER, "tender": {"title": "\ud800"}},
    ],
)
def test_a_release_without_what_identifies_it_is_refused_alone(package, release):
    report = packages(package({**TENDER, "ocid": "ocds-2"}, release))

    assert counts(report) == {"new": 1, "refused": 1}
    assert refusal(report).endswith("。")


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        5,
        "x",
        {"title": ["a"], "status": [], "value": "x", "items": {}, "documents": "y"},
        {"value": {"amount": "NaN", "currency": "PYG"}},
        {"value": {"amount": 1e300, "currency": "PYG"}},
        {"value": {"amount": -5, "currency": "PYG"}},
        {"value": {"amount": 5, "currency": "元"}},
        {"value": {"amount": True, "currency": "PYG"}},
        {"lots": [1, {"title": 2}], "tenderPeriod": []},
    ],
)
def test_fields_of_the_wrong_shape_state_nothing(package, value):
    awards = [{"id": "a", "status": {}, "value": value, "suppliers": value}, value]
    parties = value if isinstance(value, list) else [value]

    report = packages(
        package({**TENDER, "tender": value, "awards": awards, "parties": parties, "buyer": value, "contracts": value})
    )

    assert counts(report) == {"new": 1}
    assert not {"price_ceiling", "award_amount"} & DisclosureVersion.objects.get().facts.keys()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"publisher": {"name": "x"}}',
        b'{"releases": [], "publisher": {}}',
        b'{"releases": []}',
        b'{"version": "2.0", "publisher": {"name": "x"}, "releases": []}',
        b"\xff\xfe",
        b'{"a":' * 100_000,
        b'{"publisher": {"name": "x"}, "releases": [NaN]}',
        b'{"publisher": {"name": "x"}, "releases": [' + b"[]," * 2_000_001 + b"0]}",
    ],
    ids=range(11),
)
def test_a_file_that_is_no_package_fails_with_a_sentence(tmp_path, content):
    path = tmp_path / "p.json"
    path.write_bytes(content)

    report = packages(path)

    assert report.failed and report.files[0].failure.endswith("。")
    assert Disclosure.objects.count() == 0


def test_old_versions_are_read(package):
    assert counts(packages(package(TENDER, version="1.0.1"), package({**TENDER, "ocid": "o"}, version="1.0"))) == {
        "new": 2
    }


def test_very_many_releases_of_one_process_are_read_in_the_time_of_their_bytes(package):
    path = package(*({**TENDER, "id": str(number)} for number in range(10_000)))

    with patience():
        (process,) = read_package(path).processes.values()

    assert len(process.releases) == 10_000
