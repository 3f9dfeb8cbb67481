"""The demo content: in order as data, alive as pages."""
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.test import override_settings

from market.core import clock, places, workdays
from market.core.trades import TRADES
from market.portal.demo import content, loading
from market.portal.demo.moments import Now, in_words
from market.projects.models import Project
from publish.facts import check
from publish.models import Disclosure, PublicRecord
from tenders.rulebooks import notices

pytestmark = pytest.mark.xdist_group("demo")
TUESDAY = datetime(2026, 11, 24, 14, 2, tzinfo=clock.SHANGHAI)
CALENDAR = workdays.Calendar(rests=frozenset(), works=frozenset(), years=frozenset({2025, 2026, 2027}))
LONGEST_DAYS = 200


@pytest.fixture
def now():
    return Now(TUESDAY, CALENDAR)


@pytest.fixture(scope="module")
def folder(kept, tmp_path_factory):
    """The whole demo loaded at a Tuesday afternoon; the folder of its files."""
    files = tmp_path_factory.mktemp("files")
    with kept(), override_settings(FILES=files), clock.frozen(TUESDAY):
        places.load(configured.BASE_DIR / "deploy/cities/shili.json", demo=True)
        workdays.seed()
        loading.load()
    return files


@pytest.fixture
def demo(folder, db, settings):
    settings.FILES = folder
    with clock.frozen(TUESDAY):
        yield


@pytest.mark.parametrize(("words", "stated"), [
    ("-14 09:00", "2026-11-10T09:00:00+08:00"),
    ("+0 15:00", "2026-11-24T15:00:00+08:00"),
    ("+4 09:30", "2026-11-30T09:30:00+08:00"),
    ("-2", "2026-11-20"),
])
def test_a_relative_moment_falls_on_a_working_day(now, words, stated):
    assert now.fact(words) == stated


def test_an_act_never_lies_ahead(now):
    assert now.act("+0 15:00") == datetime(2026, 11, 23, 15, 0, tzinfo=clock.SHANGHAI)
    assert now.act("+0 14:00") == datetime(2026, 11, 24, 14, 0, tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize("words", ["14 09:00", "+1 9:00", "tomorrow"])
def test_a_moment_of_another_shape_is_refused(now, words):
    with pytest.raises(ValueError):
        now.fact(words)


def test_a_moment_reads_as_notices_write_it():
    assert in_words("2026-12-08T09:30:00+08:00") == "2026年12月8日（周二）09:30"
    assert in_words("2026-12-08") == "2026年12月8日（周二）"


@pytest.mark.parametrize("start", [TUESDAY + timedelta(days=days) for days in range(0, LONGEST_DAYS, 23)])
def test_the_content_is_in_order_whatever_the_day_of_loading(start):
    acts = content.read(loading.FOLDER, Now(start, CALENDAR))

    assert [act.at for act in acts] == sorted(act.at for act in acts)
    assert acts[-1].at <= start
    for act in acts:
        check(act.facts)
        assert "{" not in act.body + act.title
        assert act.written.get("kind") is None or notices.kind(act.written["kind"])


def test_a_revision_comes_after_what_it_revises(now):
    for written in (project["acts"] for project in {id(act.project): act.project
                                                    for act in content.read(loading.FOLDER, now)}.values()):
        order = [now.act(act["at"]) for act in written]
        assert order == sorted(order)


def test_bids_are_due_no_sooner_than_twenty_days_after_a_tender_notice(now):
    for act in content.read(loading.FOLDER, now):
        if act.written.get("kind") == "tender_notice" and act.at < TUESDAY - timedelta(days=2):
            due = datetime.fromisoformat(act.facts["bids_due_at"])
            assert due - act.at >= timedelta(days=20), act.title


def test_the_demo_shows_every_trade_and_most_stages(demo):
    records = list(PublicRecord.objects.all())

    assert {record.trade for record in records} == {trade.key for trade in TRADES}
    assert len({record.stage for record in records}) >= 8
    assert len({record.region_path for record in records}) == 6
    assert len(records) > 45


def test_the_demo_has_sessions_today_and_deadlines_ahead(demo):
    today = [record for record in PublicRecord.objects.exclude(opens_at=None)
             if record.opens_at.astimezone(clock.SHANGHAI).date() == TUESDAY.date()]

    assert len({record.project_code for record in today}) >= 4
    assert PublicRecord.objects.filter(deadline_at__gt=clock.now()).count() >= 12


def test_the_demo_has_a_whole_chain_a_changed_and_a_withdrawn_notice(demo):
    chain = Project.objects.get(code="SLZC-2026-G-0266").disclosures.order_by("published_at")

    assert [disclosure.kind for disclosure in chain][:3] == ["purchase_intent", "tender_notice", "change_notice"]
    assert {"result_notice", "contract_notice"} <= {disclosure.kind for disclosure in chain}
    assert Disclosure.objects.filter(current__gt=1).count() >= 3
    assert Disclosure.objects.filter(status="withdrawn").count() == 1


def test_files_of_the_demo_are_attached_and_openable(demo):
    kinds = Counter(attachment.file.media_type for disclosure in Disclosure.objects.all()
                    for version in disclosure.versions.all() for attachment in version.attachments.all())

    assert sum(kinds.values()) > 12 and len(kinds) == 3


def test_who_is_told_to_download_the_documents_here_finds_them_here(demo):
    for disclosure in Disclosure.objects.all():
        for version in disclosure.versions.all():
            if "免费下载" in version.text:
                assert version.attachments.exclude(file=None).exists(), version.title


def test_loading_twice_is_loading_once(demo, capsys):
    call_command("load_demo")
    before = Disclosure.objects.count()

    call_command("load_demo")

    assert Disclosure.objects.count() == before
