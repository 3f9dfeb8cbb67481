"""Publishing, revising, withdrawing."""
import hashlib
import json
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from market.core import clock, outbox
from market.core.models import OutboxRow, StepLog, Stream
from market.core.steps import StepRefused, verify_chain
from publish import digests, facts, services
from publish.models import Disclosure, DisclosureVersion, ImmutableError, PublicRecord

pytestmark = pytest.mark.django_db

FACTS = {
    "project_code": "SLZC-2026-G-0318", "purchaser": {"name": "示例市第三人民医院"},
    "budget": {"amount": "6800000.00", "currency": "CNY"}, "price_ceiling": {"amount": "6650000.00", "currency": "CNY"},
    "bids_due_at": "2026-12-08T09:30:00+08:00", "opens_at": "2026-12-08T09:30:00+08:00", "sme_reserved": False,
}


def publish(**changes):
    given = {"source": services.our_source(), "kind": "procurement_notice", "trade": "procurement",
             "title": "数字化 X 射线摄影系统采购公告", "body": "<p>需求见附件。</p>", "facts": FACTS, "actor": "demo"}
    return services.publish(**given | changes)


def test_publishing_makes_the_notice_its_record_and_its_event_at_once():
    disclosure = publish()

    record = PublicRecord.objects.get(pk=disclosure.pk)
    event = OutboxRow.objects.get(stream=Stream.PUBLIC)
    version = disclosure.versions.get()
    assert disclosure.status == Disclosure.Status.PUBLISHED
    assert (record.title, record.stage, record.sme) == (version.title, "notice", "no")
    assert str(record.amount) == "6650000.00" and record.amount_label == "最高限价"
    assert event.kind == "publish.disclosure.published" and event.object_id == str(disclosure.pk)
    assert event.payload["digest"] == version.digest


def test_a_failure_on_the_way_leaves_nothing_behind():
    with pytest.raises(facts.FactRefused, match="预算金额"):
        publish(facts={"budget": {"amount": "一百", "currency": "CNY"}})

    assert not Disclosure.objects.exists() and not PublicRecord.objects.exists() and not OutboxRow.objects.exists()


@pytest.mark.parametrize("wrong", [
    {"nonsense": "x"}, {"budget": {"amount": 6800000, "currency": "CNY"}},
    {"budget": {"amount": "1", "currency": "元"}},
    {"bids_due_at": "soon"}, {"purchaser": "医院"}, {"lots": []}, {"sme_reserved": "是"},
    {"budget": {"amount": "9000000000000", "currency": "CNY"}}, {"candidates": [{"amount": "1"}]},
    {"budget": {"amount": "NaN", "currency": "CNY"}},
])
def test_a_fact_of_the_wrong_shape_is_refused_in_a_sentence(wrong):
    with pytest.raises(facts.FactRefused, match=r"。$"):
        facts.check(wrong)


def test_our_own_publication_time_is_the_servers_whatever_was_asked(at_nine):
    disclosure = publish(published_at=at_nine.replace(year=2020))

    assert disclosure.published_at == disclosure.versions.get().published_at == at_nine


def test_an_outside_notice_keeps_the_time_and_place_it_came_from(at_nine):
    source = services.outside_source("邻市交易网")

    disclosure = publish(source=source, external_id="n-1", published_at=at_nine.replace(year=2020), actor="import")

    assert (disclosure.published_at.year, disclosure.received_at) == (2020, at_nine)
    assert PublicRecord.objects.get().outside
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(source=source, external_id="n-1", actor="import")


def test_a_revision_keeps_the_old_words_and_chains_to_them():
    disclosure = publish()
    first = disclosure.versions.get()

    second = services.revise(disclosure.pk, reason="清单缺项更正。", body="<p>需求见第二版附件。</p>", actor="demo")

    disclosure = Disclosure.objects.get(pk=disclosure.pk)
    assert (second.number, disclosure.current, second.previous) == (2, 2, first.digest)
    assert DisclosureVersion.objects.get(pk=first.pk).text == "需求见附件。"
    assert PublicRecord.objects.get().text == "需求见第二版附件。"
    assert [row.kind for row in OutboxRow.objects.filter(stream=Stream.PUBLIC).order_by("id")] == [
        "publish.disclosure.published", "publish.disclosure.revised"]


def test_a_withdrawn_notice_stays_as_a_tombstone_and_cannot_be_revised():
    disclosure = publish()

    services.withdraw(disclosure.pk, reason="采购需求发生变化。", basis="政府采购法实施条例", actor="demo")

    record = PublicRecord.objects.get()
    assert record.withdrawn and record.text == "需求见附件。"
    with pytest.raises(StepRefused):
        services.revise(disclosure.pk, reason="再改", actor="demo")
    assert DisclosureVersion.objects.count() == 1


def test_nobody_but_the_known_programs_may_publish():
    with pytest.raises(StepRefused) as refused:
        publish(actor="user:somebody")

    assert refused.value.reasons[0].code == "step.not_permitted"
    assert not Disclosure.objects.exists()


def test_versions_files_and_originals_cannot_be_changed_or_deleted():
    disclosure = publish(attachments=[services.NewAttachment("图纸", origin_url="https://example.org/a.zip")],
                         original=services.Received(b"x", "text/html"))
    version = disclosure.versions.get()

    for row, change in ((version, {"title": "x"}), (version.attachments.get(), {"origin_url": "https://evil.example/"}),
                        (version.original, {"content": b"y"})):
        rows = type(row).objects
        for attempt in (row.save, row.delete, rows.all().delete, partial(rows.update, **change),
                        partial(rows.bulk_update, [row], list(change)),
                        partial(rows.bulk_create, [row], update_conflicts=True, unique_fields=["pk"],
                                update_fields=list(change))):
            with pytest.raises(ImmutableError):
                attempt()


def test_the_digest_can_be_recomputed_from_the_json_twin(client):
    disclosure = publish()

    twin = client.get(f"/notices/{disclosure.pk}.json").json()

    canonical = json.dumps(twin["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(canonical).hexdigest() == twin["digest"] == disclosure.versions.get().digest
    assert canonical == digests.canonical(twin["content"])


def test_every_act_is_logged_in_one_chain():
    disclosure = publish()
    services.revise(disclosure.pk, reason="更正", title="更正后的标题", actor="demo")
    services.withdraw(disclosure.pk, reason="终止", basis="", actor="demo")

    rows = StepLog.objects.filter(record_id=str(disclosure.pk)).order_by("number")
    assert [(row.step, row.reason) for row in rows] == [("publish", ""), ("revise", "更正"), ("withdraw", "终止")]
    assert verify_chain("publish.disclosure", str(disclosure.pk)) == []


def test_the_public_stream_numbers_publications_in_order():
    for number in range(3):
        publish(title=f"公告 {number}")

    outbox.sequence()

    assert [row.position for row in outbox.after(Stream.PUBLIC, 0, 10)] == [1, 2, 3]
    assert clock.now()
