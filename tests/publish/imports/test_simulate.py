"""Simulated notices: marked, spread, the same for the same seed."""

import pytest

from market.core.models import OutboxRow, StepLog
from publish import cleaning
from publish.imports import simulate
from publish.imports.simulate_words import MARK, SCENES
from publish.models import Disclosure, DisclosureVersion, PublicRecord

from .conftest import forget

pytestmark = pytest.mark.django_db


def shown() -> list[tuple]:
    return sorted(
        (row.external_id, row.kind, row.trade, version.title, version.text, str(version.facts))
        for row in Disclosure.objects.all()
        for version in row.versions.all()
    )


def test_every_simulated_notice_is_marked_everywhere():
    simulate.run(40)

    assert Disclosure.objects.filter(simulated=True, status="published").count() == 40
    assert PublicRecord.objects.filter(simulated=True, outside=True, title__startswith=MARK).count() == 40


def test_trades_stages_methods_and_amounts_are_spread():
    simulate.run(600)

    records = PublicRecord.objects.all()
    assert set(records.values_list("trade", flat=True)) == {scene.trade for scene in SCENES}
    assert len(set(records.values_list("stage", flat=True))) >= 7
    assert len(set(records.values_list("region_path", flat=True))) >= 8
    assert records.filter(amount=None).exists() and records.filter(amount__gt=10_000_000).exists()
    assert records.exclude(deadline_at=None).count() > 50
    assert Disclosure.objects.values("project").distinct().count() == 200


def test_the_same_seed_tells_the_same_and_a_second_run_goes_on(at_nine):
    simulate.run(30, seed=7)
    first = shown()
    forget()

    simulate.run(20, seed=7)
    simulate.run(10, seed=7)

    assert shown() == first


def test_a_simulated_body_is_what_the_cleaner_would_leave():
    simulate.run(30)

    for version in DisclosureVersion.objects.all():
        assert cleaning.clean(version.body) == cleaning.Cleaned(version.body, version.text)


def test_a_crowd_writes_few_events_and_none_in_public():
    simulate.run(700)

    assert OutboxRow.objects.filter(stream="public").count() == 0
    assert OutboxRow.objects.filter(kind="publish.record.changed").count() == 2
    assert sum(len(row.payload["ids"]) for row in OutboxRow.objects.filter(kind="publish.record.changed")) == 700
    assert StepLog.objects.count() == 2
