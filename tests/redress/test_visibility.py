"""Who reads what of redress: every role against every matter, at every stage."""
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.core import clock, files
from market.redress import services
from market.redress.models import Complaint, Draft, Enquiry, Paper, Query
from tests.factories import people, redress

pytestmark = pytest.mark.django_db
OUTSIDE = ("other supplier", "other purchaser", "other agent", "other supervisor", "centre", "operator")


def outsiders() -> dict:
    duties = ("handler", "approver", "admin", "host")
    return {name: people.act(f"示例局外{name}", name.removeprefix("other "), *duties) for name in OUTSIDE}


def readers(model, pk, who: dict) -> set[str]:
    return {name for name, actor in who.items() if model.objects.visible_to(actor).filter(pk=pk).exists()}


def test_an_enquiry_is_read_by_the_asker_the_house_and_its_supervisor_and_names_nobody(frozen, as_):
    case = redress.case()
    enquiry = services.hand_in(case.draft("enquiry", said={"text": "能否分批交货？"}), actor=case.supplier)
    who = {"own": case.supplier, "house": case.handler, "supervisor": case.department} | outsiders()

    assert readers(Enquiry, enquiry.pk, who) == {"own", "house", "supervisor"}
    services.answer_enquiry(enquiry, text="可以。", actor=case.handler)
    for actor in (case.handler, case.department):
        for address in (enquiry.get_absolute_url(), "/desk/objections/", "/desk/"):
            shown = as_(actor).get(address).content.decode()
            assert case.supplier.party_name not in shown and str(case.supplier.party) not in shown
    assert case.supplier.party_name in as_(case.supplier).get(enquiry.get_absolute_url()).content.decode()


def test_a_query_is_read_by_who_raised_it_the_house_and_its_supervisor(frozen):
    case = redress.case()
    query = case.query()
    who = {"own": case.supplier, "house": case.handler, "supervisor": case.department} | outsiders()

    assert readers(Query, query.pk, who) == {"own", "house", "supervisor"}


def test_a_bidder_who_was_sent_an_answer_reads_the_answer_alone(frozen, as_):
    case = redress.opened()
    winner = case.bidders[1].actor
    query = case.query(subject="process", lot=case.lot, stage="open_bids")
    assert not Query.objects.visible_to(winner).exists()

    services.answer_query(query, outcome="unfounded", text="开标过程合法。", law="依据", also=[winner.party],
                          actor=case.handler)

    page = as_(winner).get(query.get_absolute_url())
    shown = page.content.decode()
    assert page.status_code == 200 and "开标过程合法。" in shown
    assert case.supplier.party_name not in shown and redress.SAID["items"][0]["matter"] not in shown
    assert readers(Query, query.pk, {str(n): one.actor for n, one in enumerate(case.bidders)}) == {"0", "1"}


STAGES = {"submitted": set(), "checking": set(), "accepted": set(), "investigating": {"house"}, "decided": {"house"}}


@pytest.mark.parametrize("stage", STAGES)
def test_a_complaint_is_read_by_the_complainant_and_the_department_and_with_its_copy_by_the_house(frozen, stage):
    case = redress.case()
    make = {"submitted": case.complaint, "checking": lambda: services.move(
        case.complaint(), "start_check", actor=case.department), "accepted": case.accepted,
        "investigating": case.investigated, "decided": case.decided}
    complaint = make[stage]()
    expert = people.actor(people.person())
    who = {"own": case.supplier, "house": case.handler, "supervisor": case.department, "expert": expert} | outsiders()

    assert complaint.status == stage
    assert readers(Complaint, complaint.pk, who) == {"own", "supervisor"} | STAGES[stage]
    if stage in {"accepted", "investigating"}:
        login = people.User.objects.get(pk=expert.user).username
        services.give_to_reader(complaint, login=login, actor=case.department)
        assert "expert" in readers(Complaint, complaint.pk, who)


def test_a_draft_is_read_by_its_own_organisation_alone(frozen):
    case = redress.case()
    draft = case.draft("query")
    who = {"own": case.supplier, "house": case.handler, "supervisor": case.department} | outsiders()

    assert readers(Draft, draft.pk, who) == {"own"}


def test_files_follow_their_matter_and_a_reply_is_read_by_the_department_and_who_wrote_it(frozen, as_):
    case = redress.case()
    draft = case.draft("query")
    stored = files.keep("三款产品的参数对照".encode(), name="参数对照.txt")
    paper = Paper.objects.create(draft=draft, file=stored, added_by="x", added_at=clock.now())
    address = f"/desk/objections/files/{paper.pk}/"
    seen = {name: as_(actor).get(address).status_code for name, actor in (
        ("own", case.supplier), ("house", case.handler), ("supervisor", case.department))}
    assert seen == {"own": 200, "house": 404, "supervisor": 404}

    services.hand_in(draft, actor=case.supplier)
    seen = [as_(actor).get(address).status_code for actor in (case.supplier, case.handler, case.department)]
    assert seen == [200] * 3

    complaint = services.send_copies(case.accepted(), actor=case.department)
    reply = Paper.objects.create(copy=complaint.copies.get(), role="reply", file=stored, added_by="x",
                                 added_at=clock.now())
    address = f"/desk/objections/files/{reply.pk}/"
    seen = [as_(actor).get(address).status_code for actor in (case.supplier, case.handler, case.department)]
    assert seen == [404, 200, 200]
    assert {as_(one).get(address).status_code for one in outsiders().values()} == {404}


def test_before_the_opening_a_query_of_a_bidder_and_of_another_look_the_same_to_everybody(frozen, as_, monkeypatch):
    """Nothing about documents asks the bids; taking part leaves no trace in what anybody reads."""
    from bids import standing as bidding
    from bids.models import Participation
    from market.core import tags

    def never(*_):
        raise AssertionError("A query about the documents asked who bids.")
    monkeypatch.setattr(bidding, "handed_in", never)
    case = redress.case()
    joined, apart = people.act("示例甲供应商", "supplier", "handler"), people.act("示例乙供应商", "supplier", "handler")
    Participation.objects.create(tender=case.tender, tag=owner(tags, case, joined), confirmed_at=clock.now())
    pages = {}
    for name, actor in (("甲", joined), ("乙", apart)):
        case.supplier = actor
        query = case.query()
        for role, reader in (("house", case.handler), ("supervisor", case.department)):
            shown = as_(reader).get(query.get_absolute_url()).content.decode()
            assert "不表示它参加投标" in shown or role != "house"
            pages[role, name] = bare(shown, query, actor)

    assert pages["house", "甲"] == pages["house", "乙"] and pages["supervisor", "甲"] == pages["supervisor", "乙"]


def owner(tags, case, actor):
    return tags.owner_tag(case.tender.pk, actor.party)


def bare(shown: str, query, actor) -> str:
    import re

    shown = shown.replace(query.number, "N").replace(str(query.pk), "ID").replace(actor.party_name, "P")
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|idempotency_key" value="[^"]+"', "~", shown)


def test_no_combination_of_roles_reads_a_strangers_letters(frozen):
    case = redress.case()
    case.decided()
    roles = ("supplier", "purchaser", "agent", "supervisor", "centre", "operator")
    for number, few in enumerate(itertools.combinations(roles, 2)):
        party = people.organisation(f"示例两帽 {number}", *few)
        actor = people.actor(people.person(party, "handler", "approver", "admin"))
        for model in (Enquiry, Query, Complaint, Draft):
            assert not model.objects.visible_to(actor).exists(), (few, model)


@pytest.mark.parametrize("which", ["list of a supplier", "list of the house", "cases"])
def test_lists_ask_the_same_of_the_database_for_more_rows(frozen, as_, which):
    case = redress.case()
    actor = {"list of a supplier": case.supplier, "list of the house": case.handler, "cases": case.department}[which]
    address = "/desk/oversight/cases/" if which == "cases" else "/desk/objections/"
    asked = []
    for _ in range(2):
        for _ in range(1 + 3 * len(asked)):
            case.query()
            case.investigated()
        browser = as_(actor)
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        asked.append(len(seen))

    assert asked[1] <= asked[0] and asked[0] <= 30
