"""A contract in two browsers, each with its own virtual passkey: signed by both, then public, performed, paid."""
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from market.contracts import papers
from market.contracts.models import Contract
from market.parties.models import User
from tests.factories import contracts
from tests.factories.people import PASSWORD

from .drivers.person import Person

pytestmark = pytest.mark.browser


def passkey(page: Page) -> None:
    """A virtual authenticator that answers for its person."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True}})


def add_passkey(who: Person) -> None:
    """Make a passkey on the page of the account."""
    who.page.get_by_label("密码").fill(PASSWORD)
    who.press("确认")
    who.press("制作通行密钥")
    expect(who.page.get_by_role("heading", name="恢复码")).to_be_visible()


@pytest.fixture
def deal(site):
    """A lot whose result is public; nobody has a passkey yet."""
    return contracts.deal(passkeys=False)


def test_two_sides_sign_with_their_passkeys_and_the_contract_goes_its_way(open_page, site, deal, check_axe, tmp_path):
    seen = set()
    contract = deal.drafted(public_service=True)
    at = f"/desk/contracts/{contract.pk}/"
    buyer, seller = (Person(open_page(), site, check_axe, seen) for _ in range(2))
    for who, actor in ((buyer, deal.buyer), (seller, deal.seller)):
        passkey(who.page)
        who.sign_in(User.objects.get(pk=actor.user))

    buyer.go("/desk/contracts/").look("contracts")
    buyer.go(f"{at}draft/").look("contract-draft")
    buyer.press("定稿")
    buyer.sees("您还没有通行密钥")
    buyer.look("contract-no-passkey")
    for who in (buyer, seller):
        who.go(f"{at}sign/").follow("添加通行密钥")
        add_passkey(who)
        who.go(f"{at}sign/").look("contract-sign")
        who.press("以通行密钥签署")
        expect(who.page.get_by_role("button", name="以通行密钥签署")).to_have_count(0)
        who.sees("有效")

    contract = Contract.objects.get(pk=contract.pk)
    assert contract.status == "signed" and deal.at().status == "contracted"
    with ThreadPoolExecutor(1) as elsewhere:  # an event loop runs in this thread
        elsewhere.submit(papers.make_contract, contract.pk).result()
    buyer.go(at).look("contract")
    buyer.go(f"{at}text/").look("contract-text")
    buyer.go(f"{at}publish/")
    buyer.page.get_by_label("条款").select_option("5")
    buyer.fill("要隐去的文字", "示例银行示例支行 6200 0000 0001")
    buyer.page.get_by_label("属于").select_option("trade")
    buyer.fill("理由", "账户信息")
    buyer.press("标为隐去")
    buyer.sees("【此处隐去：商业秘密】")
    buyer.look("contract-publish")
    buyer.press("确认只隐去以上内容")
    buyer.press("公告合同")
    buyer.sees("已公告")
    buyer.press("合同备案")
    buyer.sees("已备案")
    buyer.go(f"{at}performance/")
    buyer.press("开始履约")
    evidence = tmp_path / "证明.txt"
    evidence.write_bytes(contracts.DONE)
    today = contract.signed_at.date().isoformat()
    seller.go(f"{at}performance/").look("contract-performance")
    for one in contract.milestones.all():
        seller.page.locator("summary", has_text="登记完成").first.click()
        seller.page.locator(f"#done-{one.number}").fill(today)
        seller.page.locator(f"#evidence-{one.number}").set_input_files(evidence)
        seller.page.get_by_role("button", name="登记完成").first.click()
        expect(seller.page.locator(f"#done-{one.number}")).to_have_count(0)
    buyer.go(f"{at}acceptance/").look("contract-acceptance")
    for number in (1, 2, 3):
        buyer.page.locator(f"input[name=result-{number}][value=yes]").check()
    buyer.fill("验收日期", today)
    buyer.fill("验收人员", "王老师、李工")
    buyer.fill("验收结论", "合格")
    buyer.page.get_by_label("服务对象参加了验收").check()
    buyer.fill("服务对象的意见", "满意")
    buyer.press("出具验收书")
    buyer.press("通过验收")
    buyer.go(f"{at}payment/").look("contract-payment")
    for one in contract.instalments.all():
        buyer.page.locator("summary", has_text="登记付款").first.click()
        buyer.page.locator(f"#paid-{one.number}").fill(today)
        buyer.page.locator(f"#voucher-{one.number}").set_input_files(evidence)
        buyer.page.get_by_role("button", name="登记付款").first.click()
        expect(buyer.page.locator(f"#paid-{one.number}")).to_have_count(0)
    buyer.press("办理结清")
    buyer.go(f"{at}archive/")
    buyer.press("生成归档清单")
    buyer.press("归档")
    buyer.look("contract-archive")
    with buyer.page.expect_download() as saved:
        buyer.page.get_by_role("link", name=re.compile("下载资料包")).click()
    pack = tmp_path / "pack.zip"
    saved.value.save_as(pack)

    call_command("verify_archive", pack)
    assert deal.at().status == "archived"
