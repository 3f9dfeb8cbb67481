"""The evaluation scheme in the workspace: offered, typed, kept, reviewed, published, amended."""
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from market.core import clock
from publish.models import Disclosure
from tenders import checking, publication, scheming, services
from tenders.models import Amendment, Tender
from tenders.notices import tender_notice
from tenders.notices.change import readings
from tenders.rulebooks import schemes
from tests.factories import tenders as factory
from tests.portal.pages import HOLE, faults, tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.frozen("2026-11-02T09:00:00") as frozen:
        yield frozen


def url(tender, query="") -> str:
    return reverse("tenders:tab", args=[tender.pk, "scheme"]) + query


def text(answer) -> str:
    return " ".join(tree(answer).xpath("//main")[0].text_content().split())


def typed(answer) -> dict:
    """What a browser would send of the form on the page."""
    form = tree(answer).xpath("//form[contains(@class, 'scheme-form')]")[0]
    return {name: value or "" for name, value in form.fields.items() if name and name != "csrfmiddlewaretoken"}


def send(client, tender, data, query="", **changes):
    data = {name: value for name, value in {**data, **changes}.items() if value is not None}
    data.pop("row", None) if "row" not in changes else None
    return client.post(url(tender, query), data)


def fresh(tender) -> Tender:
    return Tender.objects.get(pk=tender.pk)


def kept(tender) -> schemes.Scheme:
    return schemes.read(fresh(tender).scheme)


def blank(**facts) -> Tender:
    """A draft without a scheme."""
    tender = factory.draft(facts=facts)
    Tender.objects.filter(pk=tender.pk).update(scheme=None)
    found = fresh(tender)
    found.cast = tender.cast
    return found


def codes(tender) -> set[str]:
    return {one.code for one in checking.blocks(tender) if one.code.startswith("scheme.")}


def test_a_draft_is_offered_a_scheme_that_is_kept_only_when_saved(as_):
    tender = blank()
    client = as_(tender.cast.handler)

    page = client.get(url(tender))
    assert "还没有保存" in text(page) and faults(page) == [] and fresh(tender).scheme is None
    assert codes(tender) == {"scheme.missing"}
    answer = send(client, tender, typed(page))

    assert answer.status_code == 302 and codes(fresh(tender)) == set()
    assert kept(tender) == scheming.offered(tender, "comprehensive")
    assert fresh(tender).edits.latest("revision").labels == ["评标办法"]


@pytest.mark.parametrize("kind", ["货物", "服务"])
@pytest.mark.parametrize("method", schemes.METHODS)
@pytest.mark.parametrize("reserved", [True, False])
def test_every_offer_is_typed_and_saved_unchanged(as_, kind, method, reserved):
    tender = blank(object_kind=kind, sme_reserved=reserved, consortium=not reserved)
    client = as_(tender.cast.handler)

    page = client.get(url(tender, f"?method={method}"))
    answer = send(client, tender, typed(page))

    assert answer.status_code == 302 and not HOLE.findall(page.content.decode())
    assert kept(tender) == scheming.offered(tender, method) and codes(fresh(tender)) == set()


def test_what_is_bought_is_asked_first(as_):
    tender = blank()
    services.edit(tender, revision=tender.revision, actor=tender.cast.handler, facts={"object_kind": None})

    page = as_(tender.cast.handler).get(url(tender))

    assert "还没有选择采购类别" in text(page) and tree(page).xpath("//main//a[contains(@href, '/basics/')]")
    assert "facts.object_kind_missing" in {one.code for one in checking.blocks(fresh(tender))}


def test_rows_are_added_moved_and_removed_without_a_script_and_without_loss(as_):
    tender = factory.draft()
    client = as_(tender.cast.handler)
    data = typed(client.get(url(tender))) | {"price_points": "坏", "criteria-0-label": "改过的名称"}

    added = send(client, tender, data, row="add-criteria")
    assert added.status_code == 200 and typed(added)["criteria-rows"] == "5"
    moved = send(client, tender, typed(added), row="up-criteria-1")
    removed = send(client, tender, typed(moved), row="remove-criteria-0")

    rows = typed(removed)
    assert rows["criteria-0-label"] == "改过的名称" and rows["price_points"] == "坏" and rows["criteria-rows"] == "4"
    assert kept(tender).criteria[0].label == "技术参数响应", "nothing is saved by the buttons of rows"


def test_an_empty_row_is_no_row_and_a_new_one_gets_a_key(as_):
    tender = factory.draft()
    client = as_(tender.cast.handler)
    data = typed(send(client, tender, typed(client.get(url(tender))), row="add-criteria"))
    new = {"criteria-4-label": "售后服务", "criteria-4-most": "5", "criteria-4-how": "按承诺的响应时间。",
           "criteria-4-way": "choice", "criteria-4-rule": "2 小时内：5\n24 小时内：0", "criteria-0-most": "30"}

    assert send(client, tender, data).status_code == 302 and len(kept(tender).criteria) == 4
    data["revision"] = str(fresh(tender).revision)
    assert send(client, tender, data | new).status_code == 302

    one = kept(tender).criteria[4]
    assert (one.key, one.kind, one.most) == ("c1", "objective", Decimal(5)) and codes(fresh(tender)) == set()
    assert [choice["points"] for choice in one.rule["choices"]] == ["5.00", "0.00"]


@pytest.mark.parametrize("wrong, says", [
    ({"price_points": "-1"}, "分值不能小于 0"), ({"price_points": "三十"}, "分值应当是数字"),
    ({"price_points": "30.005"}, "最多两位小数"), ({"sme_deduction": "101"}, "比例不能大于 100"),
    ({"criteria-0-most": ""}, "必填"), ({"criteria-2-rule": "很多"}, "请填写每项的分值"),
    ({"criteria-3-rule": "不延长 0"}, "第 1 行不完整"), ({"criteria-3-rule": "不延长：0"}, "至少写两档"),
    ({"criteria-0-rule": "5"}, "主观分由专家评定"), ({"low_price_minutes": "半小时"}, "整数分钟")])
def test_what_cannot_be_read_is_said_at_its_field_and_in_the_summary(as_, wrong, says):
    tender = factory.draft()
    client = as_(tender.cast.handler)

    page = send(client, tender, typed(client.get(url(tender))), **wrong)

    (field, value), = wrong.items()
    assert page.status_code == 422 and faults(page) == [] and typed(page)[field].strip() == value
    summary = tree(page).xpath("//*[@class='error-summary']//a")
    assert any(says in one.text_content() for one in summary)
    ids = set(tree(page).xpath("//@id"))
    assert {one.get("href")[1:] for one in summary} <= ids


def test_an_unlawful_scheme_may_be_saved_and_blocks_publication_with_its_law(as_):
    tender = factory.draft()
    client = as_(tender.cast.handler)
    data = typed(client.get(url(tender)))

    assert send(client, tender, data, price_points="20", **{"criteria-0-most": "45"}).status_code == 302
    page = client.get(url(tender))

    assert codes(fresh(tender)) == {"scheme.price_too_light"}
    assert "第五十五条" in text(page) and "价格分 20 分过低" in text(page)


def test_two_clerks_who_save_at_once_are_told_of_each_other(as_):
    tender = factory.draft()
    client = as_(tender.cast.handler)
    data = typed(client.get(url(tender)))
    services.edit(fresh(tender), revision=tender.revision, title="别人改的名称", actor=tender.cast.handler)

    page = send(client, tender, data, price_points="31", **{"criteria-0-most": "34"})
    again = send(client, tender, typed(page))

    assert page.status_code == 409 and "有人已经保存了改动" in text(page)
    assert again.status_code == 302 and kept(tender).price_points == 31


def test_a_lot_may_have_its_own_and_give_it_up(as_):
    tender = factory.draft(lots=2)
    client = as_(tender.cast.handler)
    data = typed(client.get(url(tender, "?lot=2&method=lowest_price")))

    assert send(client, tender, data, "?lot=2").status_code == 302
    one, two = fresh(tender).lots.all()
    assert (one.evaluation_scheme.method, two.evaluation_scheme.method) == ("comprehensive", "lowest_price")
    assert "第 2 包（智能平板（第 2 包））的评标办法" in tender_notice.write(fresh(tender)).body
    assert client.post(url(tender, "?lot=2"), {"shared": "1"}).status_code == 302
    assert fresh(tender).lots.get(number=2).evaluation_scheme.method == "comprehensive"
    assert client.get(url(tender, "?lot=3")).status_code == client.get(url(tender, "?lot=x")).status_code == 404


def test_a_fault_of_a_lot_is_told_with_its_number():
    tender = factory.draft(lots=2)
    lot = tender.lots.get(number=2)
    services.set_lot_scheme(lot, scheme=replace(kept(tender), candidates=3, low_price_minutes=5),
                            actor=tender.cast.handler)

    found = [one for one in checking.blocks(fresh(tender)) if one.code.startswith("scheme.")]

    assert [one.code for one in found] == ["scheme.low_price_too_short"] and found[0].message.startswith("第 2 包：")


def test_a_discount_asks_for_a_ceiling_of_every_lot():
    tender = factory.draft(lots=2)
    scheme = replace(kept(tender), basis="rate", rate_kind="discount")
    services.set_scheme(tender, scheme=scheme, actor=tender.cast.handler)
    assert codes(fresh(tender)) == set()

    services.edit_lot(tender.lots.get(number=2), ceiling=None, actor=tender.cast.handler)

    assert codes(fresh(tender)) == {"scheme.no_ceiling"}


def test_the_review_holds_for_exactly_this_scheme():
    tender = factory.ready()
    assert tender.agreed_review()

    services.set_scheme(tender, scheme=replace(kept(tender), candidates=2), actor=tender.cast.handler)

    assert fresh(tender).agreed_review() is None
    assert publication.digest(fresh(tender)) != publication.digest(tender)


def test_the_notice_tells_all_of_it_and_the_page_reads_the_same(as_):
    tender = factory.published()

    body = Disclosure.objects.get(kind="tender_notice").versions.latest("number").body
    page = as_(tender.cast.handler).get(url(tender))

    for words in ("评标办法和评审标准", "综合评分法", "技术参数响应", "每项 2 分，最高 10 分", "延长 2 年及以上：10 分",
                  "具有独立承担民事责任的能力", "没有采购人不能接受的附加条件", "30 分钟内", "不扣除"):
        assert words in body and (words in text(page) or words == "评标办法和评审标准"), words
    assert tender.stated()["evaluation_method"] == "综合评分法" and faults(page) == []


def test_a_published_scheme_is_changed_by_an_amendment_that_moves_the_deadline(as_, morning):
    tender = factory.published()
    client = as_(tender.cast.handler)
    morning.move(tender.bids_due_at - clock.now() - (tender.bids_due_at - clock.now()) / 10)
    data = typed(client.get(url(tender, "?amend=1")))

    answer = send(client, tender, data, text="调整价格分。", price_points="40", idempotency_key=str(uuid.uuid4()),
                  **{"criteria-0-most": "25"})

    row = Amendment.objects.get()
    assert answer.status_code == 302 and kept(tender).price_points == 40 and row.affects
    assert fresh(tender).bids_due_at > tender.bids_due_at
    said = {label: (before, after) for label, before, after in readings(row)}
    assert said["价格分"][0].startswith("30 分") and said["价格分"][1].startswith("40 分")
    assert "评审因素“技术参数响应”" in said and row.kind == "amendment"
    assert "40 分" in Disclosure.objects.get(kind="change_notice").versions.latest("number").body


@pytest.mark.parametrize("change, code", [
    ({}, "amendment.scheme_same"), ({"price_points": "20", "criteria-0-most": "45"}, "scheme.price_too_light")])
def test_an_amendment_that_changes_nothing_or_is_unlawful_is_refused(as_, change, code):
    tender = factory.published()
    client = as_(tender.cast.handler)
    data = typed(client.get(url(tender, "?amend=1")))

    page = send(client, tender, data, text="更正。", idempotency_key=str(uuid.uuid4()), **change)

    assert page.status_code == 409 and not Amendment.objects.exists() and faults(page) == []
    assert kept(tender).price_points == 30
    with pytest.raises(services.StepRefused) as refused:
        services.clarify(tender, text="更正。", affects=True, actor=tender.cast.handler, scheme=replace(
            kept(tender), **({"price_points": Decimal(20)} if change else {})))
    assert code in {one.code for one in refused.value.reasons} | ({code} if "light" in code else set())


def test_a_scheme_is_not_amended_as_if_it_did_not_matter():
    tender = factory.published()

    with pytest.raises(services.StepRefused) as refused:
        services.clarify(tender, text="更正。", affects=False, actor=tender.cast.handler,
                         scheme=replace(kept(tender), candidates=1))

    assert [one.code for one in refused.value.reasons] == ["amendment.scheme_affects"]


def test_reserving_the_tender_by_amendment_meets_its_scheme():
    tender = factory.published()

    with pytest.raises(services.StepRefused) as refused:
        services.clarify(tender, text="不再专门面向中小企业。", affects=True, actor=tender.cast.handler,
                         changes={"sme_reserved": False})

    assert [one.code for one in refused.value.reasons] == ["scheme.sme_deduction_off"]


def test_a_new_round_keeps_the_scheme():
    tender = factory.published(lots=2)
    services.terminate(tender, reason="需求改变。", actor=tender.cast.approver)

    new = services.relaunch(fresh(tender), actor=tender.cast.approver)

    assert new.scheme == fresh(tender).scheme and new.scheme


def test_the_tab_costs_the_same_however_many_lots(as_, django_assert_max_num_queries):
    one, many = factory.draft(), None
    many = factory.draft(who=one.cast, lots=30)
    client = as_(one.cast.handler)

    client.get(url(one))
    with django_assert_max_num_queries(60) as first:
        client.get(url(one))
    with django_assert_max_num_queries(len(first) + 1):
        client.get(url(many))


def test_nobody_else_sees_or_saves_it(as_):
    tender = factory.draft()
    other = factory.cast("示例市第三中学")

    assert as_(other.handler).get(url(tender)).status_code == 404
    assert as_(other.handler).post(url(tender), {"shared": "1"}).status_code == 404
