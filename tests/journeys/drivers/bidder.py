"""A bidder: asks, confirms, pays, rehearses, makes a key, seals, hands in, replaces, takes back."""
import json
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import expect

from market.core import clock
from market.funds import signing
from market.funds.models import Bill

from .person import Person

VOLUMES = ("qualification", "business", "technical")
CATCH = """window.sheets = []; const encode = TextEncoder.prototype.encode;
TextEncoder.prototype.encode = function (text) {
  if (String(text).includes('"price-sheet/2"')) {
    localStorage.setItem("sheet", text);
  }
  return encode.call(this, text);
};"""
"""Keeps the text of the last price sheet a page sealed, as it was sealed."""


def declare(page, brand: str = "海山") -> None:
    """What a small firm that offers domestic goods declares beside its price."""
    page.get_by_label("本单位属于").select_option("小型企业")
    page.get_by_label("核心产品的品牌").fill(brand)
    page.get_by_label("本国产品", exact=True).select_option("全部按本国产品")


@dataclass
class Bidder:
    """Somebody who bids: their browser, and where their key file lies."""

    person: Person
    user: object
    party: object
    folder: Path
    key: Path | None = None
    sheets: dict = field(default_factory=dict)
    receipts: list = field(default_factory=list)

    def __post_init__(self):
        self.person.page.add_init_script(CATCH)

    def join(self, notice: str, tender) -> None:
        """From the public notice."""
        one = self.person.go(notice)
        one.look("notice")
        one.go(f"/desk/bids/{tender.pk}/").look("bid-join")
        one.page.get_by_label("确认参与本项目").check()
        one.press("确认参与")
        one.sees("以下由登记簿取得")

    def ask(self, tender, words: str) -> None:
        one = self.person.go("/desk/questions/")
        one.look("questions")
        one.page.get_by_role("link", name=tender.title, exact=True).click()
        one.look("question-new")
        one.fill("问题", words)
        one.press("提交问题")
        one.sees(words)

    def read_changes(self, tender, answers) -> None:
        """What was clarified, with every question and its answer, and who asked nowhere."""
        one = self.person.go(f"/desk/bids/{tender.pk}/join/")
        for words in answers:
            one.sees(words)
        one.look("bid-changes")
        one.page.get_by_label("我已阅读").check()
        one.press("确认已阅读")
        one.sees("以下由登记簿取得")

    def make_key(self) -> None:
        one = self.person.go("/desk/keys/")
        one.look("keys")
        one.press("制作密钥文件")
        with one.page.expect_download() as saved:
            one.follow("保存密钥文件")
        self.key = self.folder / f"{self.user.username}.json"
        saved.value.save_as(self.key)
        one.page.get_by_label("密钥文件").set_input_files(self.key)
        one.sees("文件完好")
        one.press("登记密钥")
        one.sees("密钥已登记")

    def pay(self, lot, number: str) -> None:
        """Get a bill, and let the payment service say over its signed callback that the amount arrived."""
        one = self.person.go("/desk/bonds/")
        one.look("bonds")
        one.go(f"/desk/bonds/lots/{lot.pk}/").look("bond-begin")
        one.press("取得缴款码")
        one.look("bond-bill")
        bill = Bill.objects.get(pk=one.page.url.rstrip("/").rsplit("/", 1)[1])
        body = json.dumps({"event_id": f"evt-{number}", "type": "payment.received",
                           "occurred_at": clock.now().isoformat(), "data": {
                               "payment_id": number, "reference": bill.reference, "amount": str(bill.amount),
                               "currency": "CNY", "payer": self.party.name, "received_at": clock.now().isoformat()}})
        call = urllib.request.Request(f"{one.site}/payments/callback/", body.encode(), headers={
            "Content-Type": "application/json", signing.HEADER: signing.sign(body.encode())})
        with urllib.request.urlopen(call, timeout=10) as answer:
            assert answer.status == 200
        one.page.reload()
        one.sees("已足额到账。")
        one.look("bond-paid")

    def rehearse(self) -> None:
        """The whole way on the practice lot."""
        one, page = self.person.go("/desk/bids/practice/"), self.person.page
        one.look("practice")
        one.follow("开始演练")
        one.follow("下一步：文件卷")
        self._file("technical", 1)
        one.follow("下一步：报价")
        self._price("400000.00")
        one.sees("不到最高限价")
        page.get_by_label("再输入一次报价").fill("400000.00")
        one.press("下一步：加密")
        with page.expect_download() as saved:
            one.press("制作演练密钥并下载")
        self._prove(saved.value.path())
        one.press("开始加密")
        one.sees("各卷都已封好")
        one.follow("下一步：核对")
        one.follow("递交（演练）")
        expect(page.get_by_text("与您封入的一致")).to_have_count(2)
        one.look("practice-opened")

    def seal(self, tender, lot, amount: str, *, version: int = 1, files: bool = True) -> None:
        """Files, price, sealing and sending for one lot; nothing is handed in yet."""
        one, page = self.person.go(f"/desk/bids/{tender.pk}/check/?lot={lot.number}"), self.person.page
        one.look("bid-check")
        one.follow("下一步：文件卷")
        if files:
            for key in VOLUMES:
                self._file(key, version)
            expect(page.get_by_text("1 个文件")).to_have_count(3)
        one.look("bid-volumes")
        one.follow("下一步：报价")
        self._price(amount)
        one.look("bid-price")
        one.press("下一步：加密")
        self._prove(self.key)
        page.locator("[data-market-start]").click()
        one.sees("文件已上传，尚未递交。未递交视为未投标。请到下一步")
        one.look("bid-encrypt")
        self.sheets[lot.number] = page.evaluate("() => localStorage.getItem('sheet')")

    def submit(self, tender, lot) -> dict:
        """Check and hand in; the receipt as downloaded."""
        one = self.person.go(f"/desk/bids/{tender.pk}/confirm/?lot={lot.number}")
        one.look("bid-confirm")
        one.page.get_by_label("我已核对").check()
        one.press("递交投标文件")
        expect(one.page.locator(".stamp")).to_have_text("已递交")
        one.look("bid-receipt")
        return self.keep_receipt()

    def withdraw(self) -> dict:
        one = self.person
        one.follow("撤回投标")
        one.look("bid-withdraw")
        one.page.get_by_label("我确认撤回").check()
        one.press("撤回投标")
        expect(one.page.locator(".stamp")).to_have_text("已撤回")
        one.look("bid-withdrawn")
        return self.keep_receipt()

    def late(self) -> dict:
        """Press the button of a page opened in time after the deadline."""
        one = self.person
        one.page.get_by_label("我已核对").check()
        one.press("递交投标文件")
        expect(one.page.locator(".stamp")).to_have_text("逾期拒收")
        one.look("bid-late")
        return self.keep_receipt()

    def keep_receipt(self) -> dict:
        with self.person.page.expect_download() as saved:
            self.person.page.get_by_role("link", name="下载回执（JSON）").click()
        path = self.folder / f"receipt-{self.user.username}-{len(self.receipts)}.json"
        saved.value.save_as(path)
        self.receipts.append(path)
        return json.loads(path.read_text(encoding="utf-8"))

    def _file(self, key: str, version: int) -> None:
        field = self.person.page.locator(f"#files-{key}")
        expect(field).to_be_visible()
        field.set_input_files({"name": f"{key}.pdf", "mimeType": "application/pdf",
                               "buffer": f"%PDF-1.7 {self.party.name} {key} {version}".encode() * 300})
        self.person.sees("1 个文件")

    def _prove(self, file) -> None:
        expect(self.person.page.locator("#key-file")).to_be_visible()
        self.person.page.locator("#key-file").set_input_files(file)
        self.person.sees("密钥文件已校验")

    def _price(self, amount: str) -> None:
        page = self.person.page
        page.get_by_label("投标报价（元）").fill(amount)
        declare(page, brand=self.party.name[2:6])
        page.get_by_label("交货期").fill("合同签订后 30 日")
        page.get_by_label("投标有效期").fill("90")
