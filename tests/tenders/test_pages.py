"""The workspace through HTTP: what is shown, what is refused and why, what is saved and what is kept."""
import uuid

import pytest
from django.urls import reverse

from market.core import clock
from market.parties.models import Mandate
from publish.models import Disclosure
from tenders import services
from tenders.models import Question, Tender
from tenders.views.frame import AFTER, LATER, TABS
from tests.factories import people
from tests.factories import tenders as factory
from tests.portal.pages import HOLE, tree

pytestmark = pytest.mark.django_db
MORNING = "2026-11-02T09:00:00"


@pytest.fixture(autouse=True)
def morning():
    with clock.frozen(MORNING) as frozen:
        yield frozen


def once(**fields) -> dict:
    return {"idempotency_key": str(uuid.uuid4()), **fields}


def url(tender, tab="overview"):
    return reverse("tenders:workspace", args=[tender.pk]) if tab == "overview" else reverse(
        "tenders:tab", args=[tender.pk, tab])


def text(answer) -> str:
    return tree(answer).text_content()


@pytest.mark.parametrize("make", [factory.draft, factory.ready, factory.published, factory.closed])
def test_every_tab_of_every_state_is_drawn_whole(make, as_):
    tender = make()
    client = as_(tender.cast.handler)

    for tab in TABS:
        if (tab in AFTER and tender.published_at is None) or (tab in LATER and tender.status != "closed"):
            continue
        answer = client.get(url(tender, tab), follow=tab in LATER)
        assert answer.status_code == 200, tab
        assert not HOLE.findall(answer.content.decode()), tab


def test_what_blocks_publication_is_said_with_law_and_a_link_that_mends_it(as_):
    tender = factory.draft(facts={"qualification": None})
    services.edit(tender, revision=tender.revision, actor=tender.cast.handler, facts={"qualification": None})

    page = as_(tender.cast.handler).get(url(tender))

    assert "“资格条件”没有填写" in text(page)
    links = tree(page).xpath("//ol[@class='refused-why']//a/@href")
    assert url(tender, "basics") in links and url(tender, "opening") in links


def test_the_wrong_organisation_finds_nothing(as_):
    tender = factory.draft()
    stranger = people.act("别的单位", "purchaser", "handler")

    assert as_(stranger).get(url(tender)).status_code == 404
    assert as_(stranger).post(url(tender, "basics"), {"revision": 1}).status_code == 404


def test_a_new_tender_begins_with_five_facts(as_):
    who = factory.cast()

    answer = as_(who.handler).post(reverse("tenders:new"), once(
        rulebook_key="procurement.open", principal=who.purchaser.pk, title="图书采购", region="32029901",
        budget="1,200,000"))

    tender = Tender.objects.get()
    assert answer.status_code == 302 and answer.url == url(tender, "basics")
    assert tender.budget == 1_200_000 and tender.status == "draft"


def test_a_new_tender_sent_twice_is_one(as_):
    who = factory.cast()
    body = once(rulebook_key="procurement.open", principal=who.purchaser.pk, title="图书采购", region="32029901")
    client = as_(who.handler)

    first, second = (client.post(reverse("tenders:new"), body) for _ in range(2))

    assert first["Location"] == second["Location"] and Tender.objects.count() == 1


def test_two_clerks_who_save_at_once_are_told_of_each_other_and_keep_their_words(as_):
    tender = factory.draft()
    first, second = as_(tender.cast.handler), as_(tender.cast.approver)
    form = {"title": tender.title, "region": "32029901", "revision": tender.revision, "need": "一百台"}
    assert first.post(url(tender, "basics"), {**form, "contact": "张老师 0510-0000 0001"}).status_code == 302

    answer = second.post(url(tender, "basics"), {**form, "contact": "李老师 0510-0000 0002"})

    assert answer.status_code == 409
    assert "周文清" in text(answer) and "联系方式" in text(answer)
    assert "李老师 0510-0000 0002" in answer.content.decode()
    assert Tender.objects.get(pk=tender.pk).facts["contact"] == "张老师 0510-0000 0001"


def test_the_earliest_lawful_date_is_a_button_that_works_without_scripts(as_):
    tender = factory.draft()
    client = as_(tender.cast.handler)
    body = {"revision": tender.revision, "publish_on": "2026-11-02", "bids_due_at": "2026-11-14T09:30"}

    refused = client.post(url(tender, "notice"), {**body, "look": "1"})
    offer = tree(refused).xpath("//button[@name='use' and starts-with(@value, 'bids_due_at')]/@value")[0]
    used = client.post(url(tender, "notice"), {**body, "use": offer})
    saved = client.post(url(tender, "notice"), {**body, "bids_due_at": offer.partition("=")[2], "save": "1"})

    assert "不能采用" in text(refused) and "政府采购法 第三十五条" in text(refused)
    assert tree(used).xpath("//input[@name='bids_due_at']/@value") == [offer.partition("=")[2]]
    assert saved.status_code == 302
    assert Tender.objects.get(pk=tender.pk).bids_due_at.isoformat().startswith("2026-11-23T01:30")


def test_a_notice_is_published_from_its_check_page_and_answered_with_a_receipt(as_):
    tender = factory.ready()
    client = as_(tender.cast.handler)
    step = reverse("tenders:step", args=[tender.pk, "publish_notice"])
    assert "招标文件（第 1 版）" in text(client.get(step))

    wrong = client.post(step, once(code="别的编号"))
    done = client.post(step, once(code=tender.code), follow=True)

    assert wrong.status_code == 422 and "不一致" in text(wrong)
    assert "发布回执" in text(done)
    assert Disclosure.objects.get(tender=tender).kind == "tender_notice"


def test_a_step_posted_anyway_gives_the_same_sentences(as_):
    tender = factory.draft()
    client = as_(tender.cast.handler)
    step = reverse("tenders:step", args=[tender.pk, "publish_notice"])

    shown, posted = client.get(url(tender)), client.post(step, once(code=tender.code))

    assert posted.status_code == 409
    assert "当前状态（草稿）不能办理这一步" in text(posted)
    assert shown.status_code == 200 and Tender.objects.get(pk=tender.pk).status == "draft"


def test_the_preparer_cannot_review_and_another_person_can(as_):
    tender = factory.keep_keys(factory.draft())
    page = reverse("tenders:review", args=[tender.pk])
    assert as_(tender.cast.handler).post(page, once()).status_code == 302

    own = as_(tender.cast.handler).post(page, once(agrees="yes"))
    other = as_(tender.cast.approver).post(page, once(agrees="yes"))

    assert own.status_code == 409 and other.status_code == 302
    assert Tender.objects.get(pk=tender.pk).agreed_review() is not None


def test_a_bidder_asks_and_nobody_learns_who(as_):
    tender = factory.published()
    bidder = people.act("示例市朝阳科技有限公司", "supplier", "handler")
    client = as_(bidder)

    answer = client.post(reverse("tenders:ask", args=[tender.pk]), once(text="平板尺寸可否为 75 英寸？"))

    assert answer.status_code == 302
    assert "75 英寸" in text(client.get(reverse("tenders:questions")))
    seen = as_(tender.cast.handler).get(url(tender, "questions"))
    assert "75 英寸" in text(seen) and "朝阳" not in text(seen)
    row = Question.objects.get()
    assert str(bidder.user) not in str(vars(row)) and str(bidder.party) not in str(vars(row))


def test_lots_are_imported_in_bulk_and_a_bad_line_is_named(as_):
    tender = factory.draft()
    client = as_(tender.cast.handler)

    bad = client.post(url(tender, "lots"), {"many": "1", "revision": tender.revision, "lines": "甲,100\n乙,十万"})
    good = client.post(url(tender, "lots"), {"many": "1", "revision": tender.revision,
                                             "lines": "名称,预算金额\n甲,\"100,000\"\n乙,200000,190000"})

    assert bad.status_code == 422 and "第 2 行（乙）" in text(bad)
    assert good.status_code == 302
    assert list(tender.lots.values_list("title", flat=True)) == ["甲", "乙"]


def test_the_bids_tab_reveals_nothing_and_says_so(as_):
    tender = factory.published()

    page = text(as_(tender.cast.handler).get(url(tender, "bids")))

    assert "都不能查看投标人名称和数量" in page


def test_the_list_costs_the_same_for_many_tenders(as_, django_assert_max_num_queries):
    who = factory.cast()
    client = as_(who.handler)
    for number in range(12):
        services.draft(rulebook_key="procurement.open", title=f"采购 {number}", principal=who.purchaser,
                       region="32029901", actor=who.handler)

    with django_assert_max_num_queries(14):
        assert client.get(reverse("tenders:list")).status_code == 200


def test_the_opening_tab_leads_to_the_session_once_there_is_one(as_):
    tender = factory.ready()
    client = as_(tender.cast.handler)
    assert "/sessions/" not in client.get(url(tender, "opening")).content.decode()

    services.publish_notice(tender, actor=tender.cast.handler)

    [link] = tree(client.get(url(tender, "opening"))).xpath("//a[contains(@href, '/sessions/')]/@href")
    assert client.get(link).status_code == 200


def test_a_suspended_tender_shows_when_it_goes_on_by_itself(as_):
    tender = factory.published()
    services.suspend(tender, order_no="示财〔2026〕9号", reason="投诉处理。", actor=tender.cast.supervising)

    page = text(as_(tender.cast.handler).get(url(tender)))

    assert "最迟自动恢复" in page and "2026年12月2日" in page and "示财〔2026〕9号" in page


def amend(client, tender, **said):
    return client.post(reverse("tenders:step", args=[tender.pk, "amend"]), once(
        text="见更正内容。", affects="no", **said))


def test_an_amendment_changes_a_fact_and_shows_both_readings(as_):
    tender = factory.published()
    client = as_(tender.cast.handler)
    form = tree(client.get(reverse("tenders:step", args=[tender.pk, "amend"])))
    assert form.xpath("//*[@name='opening_place']/@value") == [tender.facts["opening_place"]]
    assert not form.xpath("//*[@name='budget' or @name='publish_on' or @name='contract_text']")

    assert amend(client, tender, opening_place="第 5 开标室", need=tender.facts["need"]).status_code == 302

    row = tender.amendments.get()
    assert (row.kind, row.before, row.after) == (
        "amendment", {"opening_place": "第 2 开标室，可在线参加"}, {"opening_place": "第 5 开标室"})
    words = Disclosure.objects.get(tender=tender, kind="change_notice").versions.get().text
    assert "第 2 开标室" in words and "第 5 开标室" in words
    assert Tender.objects.get(pk=tender.pk).facts == {**tender.facts, "opening_place": "第 5 开标室"}


def test_an_amendment_without_changed_facts_leaves_them_and_one_that_empties_a_needed_one_is_refused(as_):
    tender = factory.published()
    client = as_(tender.cast.handler)

    assert amend(client, tender).status_code == 302
    refused = amend(client, tender, qualification="")

    assert refused.status_code == 409 and "公告不能缺少资格条件" in text(refused)
    assert [row.after for row in tender.amendments.all()] == [{}]
    assert Tender.objects.get(pk=tender.pk).facts == tender.facts


def test_money_and_moments_are_not_amended_as_facts():
    tender = factory.published()

    with pytest.raises(services.StepRefused, match="amendment"):
        services.clarify(tender, text="改预算。", affects=False, changes={"budget": "1"}, actor=tender.cast.handler)


def basics(client, tender, **said):
    form = tree(client.get(url(tender, "basics"))).xpath("//form[contains(@class, 'work-form')]")[0]
    kept = {field.name: field.value or "" for field in form.inputs if field.name}
    return client.post(url(tender, "basics"), {**kept, **said})


def test_an_agent_is_chosen_among_those_with_a_mandate_in_force(as_):
    tender = factory.draft()
    who = tender.cast
    agent, other = people.organisation("示例招标代理有限公司", "agent"), people.organisation("别的代理", "agent")
    client = as_(who.handler)
    assert "没有在有效期内的委托书" in text(client.get(url(tender, "basics")))
    Mandate.objects.create(number="1", principal=who.purchaser, agent=agent, given_by="tests", since=clock.today())

    assert basics(client, tender, agent=str(other.pk)).status_code == 422
    assert basics(client, tender, agent=str(agent.pk)).status_code == 302

    assert Tender.objects.get(pk=tender.pk).agent == agent
    agents_own = as_(people.actor(people.person(agent, "handler")))
    assert tree(agents_own.get(url(tender, "basics"))).xpath("//select[@name='agent']/@disabled")
    assert basics(agents_own, tender, agent="", title="代理改名").status_code == 302
    assert Tender.objects.get(pk=tender.pk).agent == agent
