"""The pages of an evaluation: what each reader is given, with and without a script, and how much it costs."""
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from bids.evaluation import looks, papers, services
from bids.evaluation.pages import frame
from bids.models import Inquiry, Motion, ObjectiveFact, Ranking, Score
from market.core import clock
from tests.factories import evaluations

pytestmark = pytest.mark.django_db


def browser(actor) -> Client:
    client = Client()
    client.force_login(evaluations.user(actor))
    return client


def at(name: str, *args) -> str:
    return reverse(f"evaluations:{name}", args=args)


def room(made, tab="", **said):
    query = "&".join(f"{key}={value}" for key, value in ({"tab": tab} if tab else {} | said).items() if value != "")
    more = "".join(f"&{key}={value}" for key, value in said.items()) if tab else ""
    return at("room", made.lot.pk) + (f"?{query}{more}" if query or more else "")


def places(made, actor) -> dict:
    """By the id of a bid the place it has for a member."""
    return {one.id: one for one in frame.bids_of(looks.seat(made.lot.pk, actor), all_of_them=True)}


# Coming ---------------------------------------------------------------------------------------------------------------

def test_an_expert_checks_in_declares_and_votes_for_who_leads(opened):
    made = evaluations.formed(opened)
    code, one = services.code_of(made.committee, actor=made.staff), browser(made.experts[0])
    assert made.tender.title not in one.get(at("expert")).content.decode()

    wrong = one.post(at("check-in"), {"code": "AAAA2222"})
    right = one.post(at("check-in"), {"code": code.lower()})

    assert wrong.status_code == 409 and "没有签到" in wrong.content.decode()
    assert right.status_code == 302 and right["Location"] == at("seat", made.committee.pk)
    page = one.get(right["Location"]).content.decode()
    assert made.bids[0].party.name in page and "我声明没有需要回避的情形" in page
    assert one.post(at("seat-act", made.committee.pk, "declare")).status_code == 422
    assert one.post(at("seat-act", made.committee.pk, "declare"), {"agree": "on"}).status_code == 302
    seat = made.member(made.experts[0]).seat
    assert one.post(at("seat-act", made.committee.pk, "chair"), {"seat": seat}).status_code == 302
    assert Motion.objects.filter(committee=made.committee, kind="chair").count() == 1
    assert one.post(at("seat-act", made.committee.pk, "dance")).status_code == 404
    assert one.post(at("seat-act", made.committee.pk, "recuse"), {"ground": "kin"}).status_code == 302
    assert "此前的评审意见无效" in one.get(at("seat", made.committee.pk)).content.decode()


def test_the_offices_form_draw_print_and_start(opened):
    made, principal, centre = opened, browser(opened.handler), browser(opened.staff)
    where = at("committee", made.tender.pk)
    assert "组建评标委员会" in principal.get(where).content.decode()
    starts = (clock.now() + timedelta(minutes=30)).astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    assert principal.post(at("form", made.tender.pk), {"size": 4, "starts_at": starts}).status_code == 409
    assert principal.post(at("form", made.tender.pk), {"size": 5, "starts_at": starts}).status_code == 302

    drawn = clock.now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    lines = "\n".join(f"{name}，{evaluations.UNIT}" for name in evaluations.EXPERTS[:5])
    said = {"record": "省库抽〔2026〕88 号", "drawn_at": drawn, "experts": lines}
    assert principal.post(at("draw", made.tender.pk), said).status_code == 409
    assert centre.post(at("draw", made.tender.pk), said | {"experts": "一人"}).status_code == 409
    assert centre.post(at("draw", made.tender.pk), said).status_code == 302

    code = services.code_of(made.committee, actor=made.staff)
    assert code in centre.post(at("code", made.tender.pk)).content.decode()
    assert principal.post(at("code", made.tender.pk)).status_code == 409
    for page in (principal.get(where), centre.get(where)):
        assert "02 席" in page.content.decode()
        assert not any(name in page.content.decode() for name in evaluations.EXPERTS)
    made.experts = [evaluations.expert(name) for name in evaluations.EXPERTS[:5]]
    assert principal.post(at("start", made.tender.pk, 1)).status_code == 409
    evaluations.arrive(made)
    evaluations.lead(made)
    assert principal.post(at("start", made.tender.pk, 1)).status_code == 302
    assert made.now().status == "evaluating"
    assert browser(made.supervising).get(where).status_code == 200
    assert browser(made.bids[0].actor).get(where).status_code == 404


# Deciding -------------------------------------------------------------------------------------------------------------

def test_votes_are_typed_into_a_form(made):
    one = browser(made.experts[0])
    motions = list(made.lot.motions.order_by("bid", "item"))
    assert one.post(at("votes", made.lot.pk), {}).status_code == 422
    refused = one.post(at("votes", made.lot.pk), {f"agrees-{motions[0].pk}": "no", f"reason-{motions[0].pk}": ""})
    assert refused.status_code == 409 and "请写明理由" in refused.content.decode()

    said = {f"agrees-{motion.pk}": "yes" for motion in motions}
    assert one.post(at("votes", made.lot.pk), said).status_code == 302

    assert made.lot.motions.filter(votes__agrees=True).count() == 6
    page = one.get(room(made, "review")).content.decode()
    assert page.count("1 / 5 人已表决") == 6 and made.bids[0].party.name not in page
    assert one.post(at("votes", made.lot.pk), {"agrees-x": "yes"}).status_code == 404


def test_facts_are_entered_by_one_and_confirmed_by_another(made):
    evaluations.vote(made)
    first, second = made.everybody[:2]
    said = {f"fact-{one.place}-cases": "3" for one in places(made, first).values()}
    assert browser(first).post(at("facts", made.lot.pk), said | {"act": "enter"}).status_code == 302
    page = browser(second).get(room(made, "facts")).content.decode()
    assert page.count('value="3"') == 6 and "核对无误" in page

    ticked = {f"confirm-{one.place}-cases": "3" for one in places(made, second).values()}
    assert browser(second).post(at("facts", made.lot.pk), ticked | {"act": "confirm"}).status_code == 302

    assert ObjectiveFact.objects.filter(bid__in=[bid.pk for bid in made.bids], confirmed_at__isnull=False).count() == 3
    assert "6.00" in browser(first).get(room(made, "facts")).content.decode()


def cell(made, actor, **said):
    bid = said.pop("bid", made.bids[0].pk)
    place = places(made, actor)[bid].place
    return {"revision": 0, "bid": bid, "place": place, "criterion": "plan", "points": "12.5", "comment": "",
            "was_points": "", "was_comment": "", "then": "stay", **said}


def test_a_cell_is_saved_by_a_plain_form_and_what_another_tab_wrote_is_shown(made):
    actor = made.experts[0]
    one = browser(actor)
    assert one.post(at("sheet", made.lot.pk), cell(made, actor)).status_code == 302
    score = Score.objects.get(sheet__member__user=actor.user)
    assert score.points == Decimal("12.5")
    assert 'value="12.5"' in one.get(room(made, "score", criterion="plan",
                                          bid=places(made, actor)[made.bids[0].pk].place)).content.decode()

    stale = one.post(at("sheet", made.lot.pk), cell(made, actor, points="20"))

    page = stale.content.decode()
    assert stale.status_code == 409 and "已保存的是 12.50" in page and 'value="20"' in page
    again = one.post(at("sheet", made.lot.pk), cell(made, actor, points="20", revision=1, was_points="12.50"))
    assert again.status_code == 302 and Score.objects.get(pk=score.pk).points == 20
    untouched = cell(made, actor, points="12.50", was_points="12.5")
    assert one.post(at("sheet", made.lot.pk), untouched).status_code == 302
    assert Score.objects.get(pk=score.pk).points == 20, "what was not touched is no change"


@pytest.mark.parametrize(("said", "status"), [
    ({"points": "many"}, 422), ({"points": "41"}, 409), ({"bid": "x"}, 404), ({"revision": "x"}, 404),
])
def test_a_cell_that_is_no_number_is_not_saved(made, said, status):
    actor = made.experts[0]
    answer = browser(actor).post(at("sheet", made.lot.pk), cell(made, actor) | said)

    assert answer.status_code == status and not Score.objects.filter(sheet__lot=made.lot).exists()


def patch(client, made, *changes, revision=0):
    body = {"revision": revision, "changes": list(changes)}
    return client.patch(at("sheet", made.lot.pk), json.dumps(body), content_type="application/json")


def change(made, points, comment="", bid=0):
    return {"bid": str(made.bids[bid].pk), "criterion": "plan", "points": points, "comment": comment}


def test_the_script_saves_by_patch_and_two_tabs_are_told_both_values(made):
    one = browser(made.experts[0])
    saved = patch(one, made, change(made, "6.5", "有分解。"))
    assert saved.status_code == 200 and saved.json()["revision"] == 1 and len(saved.json()["saved_at"]) == 8

    other = patch(one, made, change(made, "8"), change(made, "3", bid=1))

    said = other.json()
    assert (other.status_code, said["code"], said["revision"]) == (409, "score.conflict", 2)
    assert (said["conflicts"][0]["sent"]["points"], said["conflicts"][0]["stands"]["points"]) == ("8.00", "6.50")
    assert patch(one, made, change(made, "8"), revision=2).status_code == 200


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"revision": 0, "changes": []}', '{"revision": "0", "changes": 1}',
                                  '{"revision": 0, "changes": [{"bid": "x", "criterion": "plan", "points": "1"}]}'])
def test_a_malformed_patch_changes_nothing(made, body):
    answer = browser(made.experts[0]).patch(at("sheet", made.lot.pk), body, content_type="application/json")

    assert answer.status_code == 422 and answer.json()["code"] == "score.malformed"


def test_letters_differ_from_member_to_member_and_stay(made):
    orders = [[one.id for one in sorted(places(made, actor).values(), key=lambda one: one.place)]
              for actor in made.everybody]

    assert orders == [[one.id for one in sorted(places(made, actor).values(), key=lambda one: one.place)]
                      for actor in made.everybody]
    assert all(set(order) == {bid.pk for bid in made.bids} for order in orders)


def test_blind_pages_name_no_bidder(made):
    evaluations.vote(made)
    one = browser(made.experts[0])

    for tab in ("review", "facts", "score", "inquiries", "summary"):
        page = one.get(room(made, tab)).content.decode()
        assert not any(bid.party.name in page for bid in made.bids), tab


def test_the_whole_way_to_the_report_by_forms(made):
    evaluations.vote(made)
    evaluations.facts(made)
    for actor in made.everybody[1:]:
        evaluations.score(made, actor)
    first = browser(made.everybody[0])
    assert "还没有提交评分表" in first.get(room(made, "summary")).content.decode()
    evaluations.score(made, made.everybody[0], hand_in=False)
    assert first.post(at("act", made.lot.pk, "hand_in")).status_code == 302
    chair = browser(made.chair)
    assert first.post(at("act", made.lot.pk, "dance")).status_code == 404
    assert chair.post(at("act", made.lot.pk, "tally")).status_code == 302
    report = chair.get(room(made, "report")).content.decode()
    assert made.bids[0].party.name in report and "未签字" in report
    for actor in made.everybody:
        assert browser(actor).post(at("act", made.lot.pk, "sign"), {"dissent": ""}).status_code == 302
    assert chair.post(at("act", made.lot.pk, "finish")).status_code == 302
    assert made.now().status == "evaluated"

    for actor in (made.handler, made.supervising, made.experts[0]):
        page = browser(actor).get(at("report", made.lot.pk)).content.decode()
        assert "各席评分" in page and "02 席" in page and evaluations.EXPERTS[1] not in page
    for actor in (made.staff, made.bids[0].actor):
        assert browser(actor).get(at("report", made.lot.pk)).status_code == 404
        assert browser(actor).get(at("bundle", made.lot.pk)).status_code == 404
    assert Client().get(at("public-bundle", made.lot.pk)).status_code == 404
    made.tender.lots.update(status="result_published")
    public = json.loads(Client().get(at("public-bundle", made.lot.pk)).content)
    assert all(bid["scores"] is None for bid in public["bids"])
    assert evaluations.EXPERTS[0] in browser(made.handler).get(at("report", made.lot.pk)).content.decode()


def test_the_paper_says_what_the_page_says(scored):
    evaluations.evaluated(scored)
    ranking = Ranking.objects.get(lot=scored.lot)

    said = papers.html(scored.lot, ranking, stylesheet="x")

    assert "第 1 中标候选人" in said and scored.bids[0].party.name in said and "02 席" in said
    assert not any(name in said for name in evaluations.EXPERTS)


# Asking ---------------------------------------------------------------------------------------------------------------

def test_a_bidder_is_asked_and_answers_on_its_own_page(made, frozen):
    one = browser(made.experts[0])
    said = {"bid": made.bids[0].pk, "kind": "clarify", "text": "请说明质保起算。", "minutes": "20",
            "idempotency_key": "ask-1"}
    assert one.post(at("ask", made.lot.pk), said).status_code == 302
    inquiry = Inquiry.objects.get(lot=made.lot)
    bidder, other = browser(made.bids[0].actor), browser(made.bids[1].actor)
    assert "请说明质保起算" in bidder.get(at("inquiry", inquiry.pk)).content.decode()
    assert "去答复" in bidder.get(at("inquiries")).content.decode()
    assert other.get(at("inquiry", inquiry.pk)).status_code == 404
    assert other.post(at("answer", inquiry.pk), {"text": "x"}).status_code == 404
    assert bidder.post(at("answer", inquiry.pk), {"text": " "}).status_code == 409

    assert bidder.post(at("answer", inquiry.pk), {"text": "自验收合格之日起。"}).status_code == 302

    assert "自验收合格之日起" in one.get(room(made, "inquiries")).content.decode()
    assert "已于" in bidder.get(at("inquiry", inquiry.pk)).content.decode()


def test_a_late_answer_is_shown_as_none(made, frozen):
    services.ask(made.lot, bid=made.bids[0].pk, kind="clarify", text="请说明。", minutes=5, actor=made.experts[0])
    inquiry, bidder = Inquiry.objects.get(lot=made.lot), browser(made.bids[0].actor)
    frozen.move(timedelta(minutes=5))

    assert bidder.post(at("answer", inquiry.pk), {"text": "来晚了。"}).status_code == 302

    assert "依法视同没有答复" in bidder.get(at("inquiry", inquiry.pk)).content.decode()
    assert "逾期送达" in browser(made.experts[0]).get(room(made, "inquiries")).content.decode()


# Strangers and costs --------------------------------------------------------------------------------------------------

def test_nobody_else_enters_the_room(made):
    for actor in (made.handler, made.staff, made.supervising, made.bids[0].actor, evaluations.expert("局外人")):
        client = browser(actor)
        assert client.get(room(made)).status_code == 404
        assert client.post(at("act", made.lot.pk, "hand_in")).status_code == 404
        assert client.post(at("votes", made.lot.pk), {}).status_code == 404
        assert patch(client, made, change(made, "1")).status_code == 404
    assert Client().get(room(made)).status_code == 302


def test_a_recused_member_is_out_of_the_room(made):
    services.recuse(made.committee, ground="kin", actor=made.experts[1])

    assert browser(made.experts[1]).get(room(made)).status_code == 404


@pytest.mark.parametrize("tab", ["review", "facts", "score", "inquiries", "summary", "report"])
def test_a_page_costs_no_more_with_more_bids(scored, tab, django_assert_max_num_queries):
    services.tally(scored.lot, actor=scored.chair)
    one = browser(scored.experts[0])
    one.get(room(scored, tab))

    with django_assert_max_num_queries(45):
        assert one.get(room(scored, tab)).status_code == 200


def test_who_has_come_is_on_no_page_of_the_offices(opened):
    made = evaluations.formed(opened)
    evaluations.arrive(made, made.experts[0])

    for actor in (made.staff, made.handler, made.supervising):
        page = browser(actor).get(at("committee", made.tender.pk)).content.decode()
        assert "在席" in page and made.experts[0].name not in page
