"""The pages of a contract through HTTP: what each side sees, what is posted, what is refused and why."""
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from market.contracts import services
from market.contracts.models import Contract
from market.core import clock, packs
from market.parties.models import User
from market.portal.todo import sources
from tests.factories import contracts, people
from tests.portal.pages import HOLE, faults, tree

pytestmark = pytest.mark.django_db
TABS = ("contract", "text", "sign", "publish", "performance", "acceptance", "payment", "archive")


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def as_(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user))
    return client


def url(name, contract, *more):
    return reverse(f"contracts:{name}", args=[contract.pk, *more])


def once(**fields) -> dict:
    return {"idempotency_key": uuid.uuid4().hex, **fields}


def text(answer) -> str:
    return tree(answer).text_content()


@pytest.mark.parametrize("state", ["drafted", "offered", "signed", "published", "filed", "performing", "reached",
                                   "accepted", "settled"])
def test_every_page_of_every_state_is_drawn_whole_for_every_side(deal, state):
    contract = getattr(deal, state)()

    for actor in (deal.buyer, deal.agent, deal.seller, deal.supervising):
        client = as_(actor)
        for tab in TABS:
            answer = client.get(url(tab, contract))
            assert answer.status_code in {200, 404}, (state, tab)
            if answer.status_code == 200:
                assert not HOLE.findall(answer.content.decode()) and not faults(answer), (state, tab)
        seen = client.get(url("contract", contract)).status_code
        assert seen == (404 if (actor is deal.seller and state == "drafted") or (
            actor is deal.supervising and state in {"drafted", "offered"}) else 200)
        assert client.get(reverse("contracts:list")).status_code == 200
        assert sources.tasks_of(actor) is not None


def test_the_supervising_department_reads_the_copy_from_the_filing_on(deal):
    contract = deal.published()
    client = as_(deal.supervising)
    assert client.get(url("contract", contract)).status_code == 200
    assert client.get(url("text", contract)).status_code == 404
    assert "6200 0000 0001" not in client.get(url("publish", contract)).content.decode()

    contract = Contract.objects.get(pk=contract.pk)
    Contract.objects.filter(pk=contract.pk).update(file=deal.evidence())
    services.file(contract, actor=deal.buyer)

    assert client.get(url("text", contract)).status_code == 200
    assert client.get(url("paper", contract)).status_code == 200


def test_strangers_and_the_winner_of_a_draft_find_nothing(deal):
    contract = deal.drafted()
    other = people.act("别的供应商", "supplier", "handler", "approver", "finance")

    for actor in (deal.seller, deal.supervising, other):
        assert as_(actor).get(url("contract", contract)).status_code == 404
        assert contract.number not in as_(actor).get(reverse("contracts:list")).content.decode()
    assert as_(other).get(url("contract", deal_offered(deal))).status_code == 404


def deal_offered(deal):
    return services.offer(deal.contract, actor=deal.buyer)


def test_a_contract_is_drafted_from_the_list_filled_in_and_offered(deal):
    client = as_(deal.buyer)
    assert "起草合同" in text(client.get(reverse("contracts:list")))

    answer = client.post(reverse("contracts:begin", args=[deal.award.pk]), once())
    contract = deal.contract
    assert answer.url == url("draft", contract)
    page = client.get(answer.url)
    assert "“乙方开户银行和账号”没有填写" in text(page)

    fields = {"revision": contract.revision, **{key: value for key, value in contracts.BLANKS.items()
                                                if isinstance(value, str)}}
    for name in ("standards", "milestones", "instalments"):
        rows = contracts.BLANKS[name]
        fields |= {f"{name}-TOTAL_FORMS": len(rows) + 1, f"{name}-INITIAL_FORMS": 0}
        fields |= {f"{name}-{at}-{key}": value for at, row in enumerate(rows) for key, value in row.items()}
    saved = client.post(url("draft", contract), fields)
    assert saved.status_code == 302, text(saved)
    assert deal.contract.blanks == contracts.BLANKS | {"public_service": False}
    stale = client.post(url("draft", contract), fields)
    assert stale.status_code == 409 and "有人已经保存" in text(stale)
    assert client.post(url("offer", contract), once()).url == url("sign", contract)
    assert deal.contract.status == "offered"


def test_a_half_filled_row_is_named_and_nothing_is_saved(deal):
    contract = services.begin(deal.award, actor=deal.buyer)
    fields = {"revision": 1, "standards-TOTAL_FORMS": 1, "standards-INITIAL_FORMS": 0, "standards-0-label": "只有标准",
              "milestones-TOTAL_FORMS": 1, "milestones-INITIAL_FORMS": 0, "milestones-0-name": "",
              "instalments-TOTAL_FORMS": 1, "instalments-INITIAL_FORMS": 0, "instalments-0-amount": "12.345"}

    answer = as_(deal.buyer).post(url("draft", contract), fields)

    assert answer.status_code == 422
    assert "“类别”没有填写" in text(answer) and "两位小数" in text(answer) and "错误：" in text(answer)
    assert deal.contract.revision == 1


def test_the_page_to_sign_asks_the_browser_for_exactly_the_digest_and_takes_its_answer(deal):
    from fido2.utils import websafe_encode

    contract = deal.offered()
    client = as_(deal.seller)
    page = client.get(url("sign", contract))
    assert websafe_encode(bytes.fromhex(contract.digest)) in page.content.decode()
    assert "伍佰玖拾捌万陆仟元整" in text(page)
    here = {"headers": {"host": contracts.HOST}}

    bad = client.post(url("sign", contract), {"credential": deal.keys["winner"].answer(b"\3" * 32)}, **here)
    assert bad.status_code == 409 and "签名不成立" in text(bad)
    good = client.post(url("sign", contract), {
        "credential": deal.keys["winner"].answer(bytes.fromhex(contract.digest))}, **here)

    assert good.status_code == 302 and contract.signatures.get().side == "winner"
    assert "许望舒" in text(client.get(url("sign", contract)))


def test_who_has_no_passkey_is_shown_where_to_add_one(db, matters):
    deal = contracts.deal(passkeys=False)

    page = as_(deal.buyer).get(url("sign", deal.offered()))

    assert "还没有通行密钥" in text(page)
    assert any(href.startswith(reverse("mfa_add_webauthn")) for href in tree(page).xpath("//a/@href"))


def test_the_way_from_the_signing_to_the_archive_through_the_pages(deal):
    contract, client = deal.signed(), as_(deal.buyer)

    def post(name, *more, **fields):
        answer = client.post(url(name, contract, *more), once(**fields))
        assert answer.status_code == 302, (name, text(answer)[-1500:])

    def paper():
        return SimpleUploadedFile("证明.txt", contracts.DONE)

    refused = client.post(url("publish-now", contract), once())
    assert refused.status_code == 409 and "没有需要隐去的内容" in text(refused)
    post("redact", clause=5, passage="示例银行示例支行 6200 0000 0001", ground="trade", reason="账户")
    post("settle-redaction")
    post("publish-now")
    assert client.post(url("file", contract), once()).status_code == 409
    Contract.objects.filter(pk=contract.pk).update(file=deal.evidence())
    post("file")
    post("start")
    for one in contract.milestones.all():
        post("report", one.pk, done_on=clock.today().isoformat(), evidence=paper())
    assert client.get(url("evidence", contract, contract.milestones.first().pk)).status_code == 200
    post("inspect", inspected_on=clock.today().isoformat(), inspectors="王老师", conclusion="合格", report=paper(),
         **{f"result-{number}": "yes" for number in (1, 2, 3)})
    assert client.get(url("sheet-report", contract, 1)).status_code == 200
    post("accept")
    for one in contract.instalments.all():
        post("paid", one.pk, paid_on=clock.today().isoformat(), voucher=paper())
    assert client.get(url("voucher", contract, contract.instalments.first().pk)).status_code == 200
    post("settle")
    post("make-up")
    post("close")
    assert deal.at().status == "archived"
    answer = client.get(url("pack", contract))
    assert answer["Content-Type"] == "application/zip"
    import io
    assert packs.verify(io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))[2] == []
    assert as_(deal.seller).get(url("pack", contract)).status_code == 404


def test_a_change_is_proposed_signed_on_its_page_and_may_be_declined(deal):
    contract = deal.performing()
    client = as_(deal.buyer)
    over = client.post(url("propose", contract), once(kind="addition", amount="600000", content="加", ground="x"))
    assert over.status_code == 409 and "598,600.00" in text(over)
    client.post(url("propose", contract), once(kind="addition", amount="1000", content="加", ground="x"))
    page = as_(deal.seller).get(url("change", contract, 1))
    assert "壹仟元整" in text(page)
    assert as_(deal.buyer).post(url("decline", contract, 1), once(reason="不")).status_code == 409
    assert as_(deal.seller).post(url("decline", contract, 1), once(reason="不")).status_code == 302
    assert "未被接受" in text(client.get(url("performance", contract)))


def test_the_list_costs_the_same_for_few_and_for_many(deal, matters, django_assert_max_num_queries):
    deal.signed()
    client = as_(deal.buyer)
    client.get(reverse("contracts:list"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(reverse("contracts:list"))
    for number in range(3):
        other = contracts.deal(name=f"{number}", passkeys=False)
        other.drafted()
        Contract.objects.filter(lot=other.lot).update(purchaser=deal.buyer.party)

    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("contracts:list"))
    assert page.content.decode().count("HT01") == 4
    assert len(many) == len(few) <= 14


def test_what_waits_stands_on_the_desk_of_each_side(deal):
    def tasks(actor):
        return [task.what for task in sources.tasks_of(actor)]

    assert "起草合同" in tasks(deal.buyer) and "起草合同" not in tasks(deal.seller)
    deal.offered()
    assert "签署合同" in tasks(deal.buyer) and "签署合同" in tasks(deal.seller)
    deal.sign("winner")
    assert "签署合同" not in tasks(deal.seller)
    deal.sign("purchaser")
    assert {"公告合同", "支付：预付款"} <= set(tasks(deal.buyer))
