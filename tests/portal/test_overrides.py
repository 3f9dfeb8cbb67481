"""Regional values: two people, reasons, and new tenders only."""
from datetime import timedelta
from decimal import Decimal

import pytest

from market.core import clock
from market.core.models import Region
from tenders.models import RuleOverride
from tests.factories import people, tenders

from . import pages

pytestmark = pytest.mark.django_db
PAGE = "/desk/admin/rules/"


@pytest.fixture
def staff(client, empty_city):
    centre = people.organisation("示例市公共资源交易中心", "centre")
    return [people.person(centre, "handler", name=name) for name in ("赵芳", "钱伟")]


def proposal(**other) -> dict:
    return {"number": "procurement.open/bond_cap", "region": "32029901", "value": "0.01",
            "since": clock.today().isoformat(), "basis": "示例财购〔2026〕3 号 第二条",
            "idempotency_key": "k-1"} | other


def test_one_proposes_and_another_approves(client, staff):
    client.force_login(staff[0])
    assert client.post(PAGE, proposal()).status_code == 302
    made = RuleOverride.objects.get()

    own = client.post(f"{PAGE}{made.pk}/decide/", {"agrees": "yes"})
    assert own.status_code == 409 and "提出人不能批准自己的提案" in own.content.decode()
    client.force_login(staff[1])
    assert client.post(f"{PAGE}{made.pk}/decide/", {"agrees": "yes"}).status_code == 302

    made.refresh_from_db()
    assert made.approved_by == f"user:{staff[1].pk}"
    page = client.get(PAGE)
    assert "不超过 1%" in page.content.decode() and pages.faults(page) == []


def test_doing_it_twice_is_doing_it_once(client, staff):
    client.force_login(staff[0])
    for _ in range(2):
        assert client.post(PAGE, proposal()).status_code == 302

    assert RuleOverride.objects.count() == 1


@pytest.mark.parametrize(("field", "value", "status"), [
    ("number", "procurement.open/secret", 422), ("region", "99", 422), ("value", "", 422), ("basis", "", 422),
    ("since", "2020-13-01", 422), ("value", "很多", 409), ("since", "2020-01-01", 409)])
def test_a_bad_proposal_is_refused_in_words_and_leaves_nothing(client, staff, field, value, status):
    client.force_login(staff[0])

    answer = client.post(PAGE, proposal(**{field: value}))

    assert answer.status_code == status and not RuleOverride.objects.exists()
    assert "错误：" in answer.content.decode() or "未提交" in answer.content.decode()


def test_refusing_wants_a_reason(client, staff):
    client.force_login(staff[0])
    client.post(PAGE, proposal())
    client.force_login(staff[1])
    address = f"{PAGE}{RuleOverride.objects.get().pk}/decide/"

    assert client.post(address, {"agrees": "no"}).status_code == 409
    assert client.post(address, {"agrees": "no", "reason": "文号有误。"}).status_code == 302
    assert "文号有误。" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("role", ["supplier", "purchaser", "agent", "operator"])
def test_who_sets_no_rules_finds_no_page(client, empty_city, role):
    client.force_login(people.person(people.organisation("其他单位", role), "handler", "approver"))

    assert client.get(PAGE).status_code == client.post(PAGE, proposal()).status_code == 404


def test_an_override_changes_new_tenders_beneath_its_region_and_no_other():
    with clock.frozen(tenders.clock.now()):
        old = tenders.published()
        before = old.rulebook.bond_cap
        RuleOverride.objects.create(
            region=Region.objects.get(pk="32029901"), key=old.rulebook_key, field="bond_cap", value="0.01",
            since=clock.today(), basis="示例财购〔2026〕3 号", proposed_by="user:a", proposed_at=clock.now(),
            approved_by="user:b", approved_at=clock.now())
        new = tenders.draft(who=old.cast)
        elsewhere = tenders.draft(who=old.cast)
        type(elsewhere).objects.filter(pk=elsewhere.pk).update(region="32029902")

        assert type(old).objects.get(pk=old.pk).rulebook.bond_cap == before
        assert type(new).objects.get(pk=new.pk).rulebook.bond_cap.value == Decimal("0.01")
        assert type(elsewhere).objects.get(pk=elsewhere.pk).rulebook.bond_cap == before


def test_a_proposal_nobody_approved_changes_nothing():
    draft = tenders.draft()
    RuleOverride.objects.create(
        region=Region.objects.get(pk="32029901"), key=draft.rulebook_key, field="bond_cap", value="0.01",
        since=clock.today() - timedelta(days=1), basis="x", proposed_by="user:a", proposed_at=clock.now())

    assert type(draft).objects.get(pk=draft.pk).rulebook.bond_cap.value == Decimal("0.02")


def test_the_page_asks_the_same_number_of_questions_however_many_rows(client, staff, django_assert_max_num_queries):
    client.force_login(staff[0])
    for day in range(12):
        RuleOverride.objects.create(
            region=Region.objects.get(pk="32029901"), key="procurement.open", field="bond_cap", value="0.01",
            since=clock.today() + timedelta(days=day), basis="x", proposed_by=f"user:{staff[1].pk}",
            proposed_at=clock.now())

    with django_assert_max_num_queries(14):
        client.get(PAGE)
