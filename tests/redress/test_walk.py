"""Queries and complaints walked at random by everybody at any time: the log explains every state, and nothing that the
law forbids ever comes to stand. ``WALKS`` and ``WALK_STEPS`` make the walk longer."""
import itertools
import os
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from market.core import clock
from market.core.steps import StepRefused, history, verify_chain
from market.redress import acts, matters, services
from market.redress.models import Complaint, Draft, Enquiry, Query
from tests.factories import people, redress

pytestmark = pytest.mark.django_db
WALKS, STEPS = int(os.environ.get("WALKS", "6")), int(os.environ.get("WALK_STEPS", "25"))
FIELDS = {
    "text": "写明的内容", "law": "依据", "facts": "查明的事实", "decision": "决定", "order_no": "1 号", "about": "送检",
    "reason": "理由", "kind": "testing", "affects": "on"}
PARTS = st.sampled_from(["supplier", "handler", "department", "stranger"])
OFFERS = {Enquiry: (acts.of_enquiry,), Query: (acts.of_query,), Complaint: (acts.of_complaint, acts.of_case)}


class RedressLife(RuleBasedStateMachine):
    """Everything a page offers, to everybody, with any choice, at any time."""

    def __init__(self):
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.frozen = clock.frozen("2026-03-02T09:00:00")
        self.clock = self.frozen.__enter__()

    @initialize(once=st.booleans(), start=st.sampled_from(["query", "complaint", "accepted", "investigated"]))
    def begin(self, once, start):
        self.case = redress.case(facts={"query_once": once})
        getattr(self.case, start)()
        self.stranger = people.act("示例旁人有限公司", "supplier", "handler", "approver")

    def actor(self, part: str):
        return self.stranger if part == "stranger" else getattr(self.case, part)

    @rule(days=st.sampled_from([0, 1, 3, 8, 20]))
    def wait(self, days):
        self.clock.move(timedelta(days=days, hours=1))

    @rule(part=PARTS, kind=st.sampled_from(["enquiry", "query", "complaint"]))
    def write(self, part, kind):
        actor = self.actor(part)
        query = Query.objects.filter(party=actor.party).first() if kind == "complaint" else None
        self.attempt(lambda: self._write(actor, kind, query))

    def _write(self, actor, kind, query):
        draft = services.begin(tender=self.case.tender, kind=kind, actor=actor, query=query)
        said = {**draft.said, "text": "问", **({} if query else redress.SAID), "request": "请处理。"}
        draft = services.save(draft, actor=actor, said=said)
        first = services.hand_in(draft, actor=actor)
        assert services.hand_in(draft, actor=actor) == first

    @rule(which=st.integers(0, 5), act=st.integers(0, 15), choice=st.integers(0, 3), tick=st.booleans())
    def act(self, which, act, choice, tick):
        every = [one for model in (Enquiry, Query, Complaint) for one in model.objects.order_by("pk")]
        if not every:
            return
        record = every[which % len(every)]
        offered = {part: [one for offer in OFFERS[type(record)] for one in offer(record, self.actor(part))]
                   for part in ("supplier", "handler", "department", "stranger")}
        assert not offered["stranger"] or record.party_id == self.stranger.party
        every = [one for few in offered.values() for one in few]
        if every:
            self.attempt(lambda: self._act(every[act % len(every)], record, choice, tick))

    def _act(self, one, record, choice, tick):
        blank = one.form(None)
        data = {name: FIELDS.get(name, "x") for name in blank.fields}
        for name, field in blank.fields.items():
            if getattr(field, "choices", None):
                options = [value for value, _ in field.choices if value]
                data[name] = options[choice % len(options)] if options else ""
        data |= {"until": (clock.today() + timedelta(days=5)).isoformat()}
        if not tick:
            data.pop("groundless", None)
        for number in range(1, 4):
            data |= {f"of{number}": "1"}
        form = one.form(data, {})
        if form.is_valid():
            before = record.status
            one.do(form)
            assert not one.reasons, (one.step, before)

    def attempt(self, act):
        """Do it in a box of its own, a minute after the last; a refusal changes nothing."""
        self.clock.move(timedelta(minutes=1))
        try:
            with transaction.atomic():
                act()
        except StepRefused as refused:
            assert all(one.message.endswith("。") for one in refused.reasons), refused.reasons

    @invariant()
    def the_log_explains_every_state(self):
        for model in (Enquiry, Query, Complaint):
            for record in model.objects.all():
                rows = history(record)
                assert rows[0].before == "new" and rows[-1].after == record.status
                assert all(a.after == b.before for a, b in itertools.pairwise(rows))
                assert not verify_chain(model._meta.label_lower, record.pk)

    @invariant()
    def nothing_forbidden_stands(self):
        for query in Query.objects.all():
            assert (query.status == "not_accepted") == bool(query.turned_away_for)
            if query.status != "not_accepted" and query.last_day:
                assert query.filed_at.astimezone(clock.SHANGHAI).date() <= query.last_day
            assert bool(query.outcome) == (query.status == "answered") == bool(query.answered_at)
        for complaint in Complaint.objects.all():
            assert complaint.party_id == complaint.query.party_id
            assert not (complaint.late and complaint.accepted_at)
            assert not (complaint.groundless and complaint.outcome != "rejected")
            assert bool(complaint.published_at) <= bool(complaint.outcome)
            if complaint.status == "closed" and complaint.affects and complaint.outcome.startswith("upheld"):
                assert complaint.carried_out_at

    @invariant()
    def what_is_open_is_what_nobody_has_spoken_on(self):
        if not hasattr(self, "case"):
            return
        lot = self.case.tender.lots.get()
        open_ones = {one.number for one in matters.open_matters(lot.pk)}
        wanted = {one.number for one in Enquiry.objects.filter(status="asked") if one.affects}
        wanted |= {one.number for one in Query.objects.all() if (one.status in {"filed", "correction"}
                   and not one.harmless) or (one.outcome == "founded_affects" and not one.carried_out_at)}
        wanted |= {one.number for one in Complaint.objects.all() if one.status in {"accepted", "investigating"}
                   or (one.outcome in {"upheld", "upheld_redo"} and one.affects and not one.carried_out_at)}
        assert open_ones == wanted

    def teardown(self):
        self.frozen.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.box.__exit__(None, None, None)


def test_whatever_is_tried_the_log_explains_it():
    run_state_machine_as_test(RedressLife, settings=settings(
        max_examples=WALKS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)))
    assert not Draft.objects.exists()
