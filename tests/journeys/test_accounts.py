"""What needs a browser of an account: bidding keys made and proved, passkeys made and used; and the bar on a phone."""
import json

import pytest
from playwright.sync_api import Page, expect

from market.parties.models import AccountAct, SigningKey
from tests.factories.people import PASSWORD, organisation, person

from .conftest import sideways

pytestmark = pytest.mark.browser


@pytest.fixture
def handler(site):
    """Somebody of a supplier who prepares bids."""
    return person(organisation("示例启明医疗设备有限公司", "supplier"), "admin", "handler", name="许望舒")


def sign_in(page: Page, site: str, user) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("手机号码").fill(user.username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("登录或注册")


def test_a_bidding_key_is_made_saved_proved_and_registered(page, site, handler, tmp_path):
    sign_in(page, site, handler)
    page.goto(f"{site}/desk/keys/")
    page.get_by_role("button", name="登记密钥").press("Enter")
    expect(page.get_by_text("请先重新选择保存好的密钥文件")).to_be_visible()
    page.get_by_role("button", name="制作密钥文件").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="保存密钥文件").click()
    kept = tmp_path / "key.json"
    saved.value.save_as(kept)
    said = json.loads(kept.read_text(encoding="utf-8"))
    public = tmp_path / "public.json"
    public.write_text(json.dumps({"format": said["format"], "opens": {
        key: said["opens"][key] for key in ("fingerprint", "public")}}), encoding="utf-8")
    page.get_by_label("密钥文件").set_input_files(public)
    expect(page.get_by_text("不是投标密钥")).to_be_visible()

    page.get_by_label("密钥文件").set_input_files(kept)
    expect(page.get_by_text("文件完好")).to_be_visible()
    page.get_by_role("button", name="登记密钥").click()

    expect(page.get_by_text("密钥已登记")).to_be_visible()
    row = SigningKey.objects.get()
    assert (row.opens_fingerprint, row.signs_fingerprint) == (said["opens"]["fingerprint"],
                                                              said["signs"]["fingerprint"])
    assert said["signs"]["private"] not in page.content()


def test_a_passkey_is_made_and_signs_in_without_a_password(page, site, handler):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True}})
    sign_in(page, site, handler)
    page.goto(f"{site}/account/security/passkeys/add/")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()

    page.get_by_role("button", name="制作通行密钥").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    page.goto(f"{site}/account/security/")
    page.get_by_role("button", name="退出").first.click()
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()

    expect(page.get_by_role("button", name="退出").first).to_be_attached()
    assert AccountAct.objects.filter(user=handler, what="account.signed_in", detail__way="通行密钥").count() == 1


def test_the_bar_of_who_is_signed_in_fits_a_phone(phone, site, handler):
    sign_in(phone, site, handler)

    for path in ("/", "/account/security/", "/account/switch/", "/desk/profile/", "/desk/people/", "/desk/keys/"):
        phone.goto(site + path)
        assert not sideways(phone), path
