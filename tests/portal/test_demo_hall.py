"""The invented trading hall: every state reached through the services, every chain whole, every account able to act."""
import json
import re
from collections import Counter
from datetime import datetime

import pytest
from django.conf import settings as configured
from django.db.models import Count
from django.test import override_settings

from bids.evaluation.services import full_bundle
from bids.models import Bid, Inquiry, OpenedBid, OpenedFile, OpeningSession, Ranking, ScoreSheet, Verdict
from bids.ranking import verify
from market.core import chain, clock, places, workdays
from market.core.models import City, Hold, StepLog
from market.custody.models import Seat
from market.parties.models import SigningKey, User
from market.portal.demo import accounts, custodians, hall
from market.redress.models import Complaint, Query
from publish.models import Disclosure
from tenders.models import Amendment, Lot, Question, Tender

pytestmark = pytest.mark.xdist_group("demo hall")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(scope="module")
def var(kept, tmp_path_factory):
    """The hall loaded at a Wednesday noon; the folder it keeps its files in."""
    folder = tmp_path_factory.mktemp("var")
    with kept(), override_settings(VAR=folder, FILES=folder / "files"), clock.frozen(NOON):
        places.load(configured.BASE_DIR / "deploy/cities/shili.json", demo=True)
        workdays.seed()
        hall.load()
    return folder


@pytest.fixture
def loaded(var, db, settings):
    settings.VAR, settings.FILES = var, var / "files"
    with clock.frozen(NOON):
        yield


def test_it_has_a_procedure_in_every_state_reached_so_far(loaded):
    states = Counter(Tender.objects.values_list("status", flat=True))

    assert set(states) >= {"draft", "plan_filed", "intent_published", "bidding", "closed", "terminated"}
    assert set(Lot.objects.values_list("status", flat=True)) >= {"pending", "closed", "opened", "failed",
                                                                  "qualification_reviewed", "evaluating", "evaluated"}
    assert Tender.objects.filter(round=2).exists(), "one began anew"
    assert Hold.objects.filter(until=None).count() == 1
    moved = Amendment.objects.get(affects=True)
    assert moved.after["bids_due_at"] > moved.before["bids_due_at"] and moved.tender.status == "bidding"
    assert Question.objects.exclude(amendment=None).count() == 2 and Question.objects.filter(answer="").count() == 1


def test_one_evaluation_is_half_scored_and_one_is_signed(loaded):
    running, done = (Lot.objects.get(status=status) for status in ("evaluating", "evaluated"))
    sheets = ScoreSheet.objects.filter(lot=running).annotate(cells=Count("scores"))

    assert sorted((one.submitted_at is not None, one.cells > 0) for one in sheets) == [
        (False, False), (False, True), (True, True), (True, True), (True, True)]
    ranking = Ranking.objects.get(lot=done)
    assert verify(full_bundle(ranking)) == [] and ranking.signatures.exclude(dissent="").count() == 1
    assert Inquiry.objects.get(lot=running).answered_at is None


def test_every_chain_of_steps_is_whole(loaded):
    faults = [fault for kind, pk in StepLog.objects.values_list("record_type", "record_id").distinct()
              for fault in chain.verify_chain(kind, pk)]

    assert faults == [] and StepLog.objects.count() > 60


def test_nothing_happened_after_now_and_everything_through_the_door(loaded):
    assert not StepLog.objects.filter(taken_at__gt=NOON).exists()
    for tender in Tender.objects.exclude(status="draft"):
        last = StepLog.objects.filter(record_type="tenders.tender", record_id=str(tender.pk), records=[]
                                      ).order_by("-number").first()
        assert last.after == tender.status


def test_what_was_opened_is_what_was_sealed(loaded):
    opened = {(row.bid.lot.number, row.bid.party.name): str(row.amount)
              for row in OpenedBid.objects.filter(fault="", bid__lot__tender__title__contains="课桌椅").select_related(
                  "bid__lot", "bid__party")}

    assert opened[1, "示例博远教学装备有限公司"] == "1358000.00"
    assert opened[2, "示例博远教学装备有限公司"] == "258000.00"
    assert len(opened) == 6 and not OpenedBid.objects.exclude(fault="").exists()
    assert all(session.record for session in OpeningSession.objects.filter(status="ended"))


def test_one_lot_stands_after_its_qualification_review_and_one_failed_at_it(loaded):
    reviewed = {lot.number: lot for lot in Lot.objects.filter(tender__title__contains="教室照明")}

    assert (reviewed[1].status, reviewed[2].status) == ("qualification_reviewed", "failed")
    assert Bid.objects.filter(lot=reviewed[1]).standing().count() == 3
    failed = Verdict.objects.get(passed=False)
    assert failed.bid.lot == reviewed[2] and reviewed[2].failed_for == "F2" and "社会保障" in failed.ground
    assert OpenedFile.objects.filter(opened__bid__lot=reviewed[1]).count() == 9


def test_before_its_opening_no_row_names_who_bids(loaded):
    assert Bid.objects.filter(status="submitted").count() >= 7
    assert not Bid.objects.filter(status="submitted").exclude(party=None).exists()


def test_a_query_waits_and_a_complaint_is_decided_and_published(loaded):
    assert Query.objects.get(status="filed").subject == "documents"
    complaint = Complaint.objects.get()
    assert (complaint.status, complaint.outcome) == ("published", "rejected") and not complaint.late
    assert Disclosure.objects.get(kind="decision_notice", tender=complaint.tender)


def test_every_printed_account_signs_in_with_the_password_made_at_load(loaded, client):
    kept = json.loads(accounts.path().read_text(encoding="utf-8"))

    assert accounts.path().stat().st_mode & 0o777 == 0o600
    assert len(kept["accounts"]) >= 12 and re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", kept["password"])
    assert all(User.objects.get(username=one["login"]).is_active for one in kept["accounts"])
    assert User.objects.get(username="toubiao1").check_password(kept["password"])
    assert kept["password"] in accounts.table() and "toubiao1" in accounts.table()


def test_the_key_files_of_custodians_fit_what_they_deposited(loaded):
    for seat in Seat.objects.all():
        kept = json.loads(custodians.path_of(seat).read_text(encoding="utf-8"))
        assert {one["fingerprint"] for one in kept["keys"]} == set(seat.keys.values_list("fingerprint", flat=True))
        assert custodians.path_of(seat).stat().st_mode & 0o777 == 0o600


def test_a_bidders_key_file_is_given_to_that_bidder_alone(loaded, client):
    client.force_login(User.objects.get(username="zhongxin"))
    assert client.get("/demo/keys/mine.json").status_code == 404
    client.force_login(User.objects.get(username="toubiao1"))
    kept = client.get("/demo/keys/mine.json").json()
    assert kept["signs"]["fingerprint"] == SigningKey.objects.get(user__username="toubiao1").signs_fingerprint
    City.objects.update(demo=False)
    assert client.get("/demo/keys/mine.json").status_code == 404
