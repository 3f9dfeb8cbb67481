"""The host of an opening."""
from playwright.sync_api import expect

from .person import Person


def until_decrypting(host: Person, address: str, bids: int) -> None:
    """Sign-in is open already; fix the list and let the custodians begin."""
    host.go(address)
    host.press("封存并公布清单")
    expect(host.page.get_by_text(f"共 {bids} 份")).to_be_visible()
    host.look("session-fixed")
    host.press("开始解密")
    host.look("session-decrypting")


def answer(host: Person, address: str, objection: str, answer: str) -> None:
    """Read out, and answer what was objected."""
    host.go(address).look("session-opened")
    host.press("唱标完毕")
    host.sees(objection)
    host.page.get_by_role("textbox", name="答复").fill(answer)
    host.press("答复")
    host.sees(answer)


def sign_record(host: Person, address: str) -> None:
    """Let the result be confirmed, and end."""
    host.go(address)
    host.press("办理确认")
    host.press("结束开标并签署记录")
    host.sees("开标记录已由平台签名")
    host.look("session-ended")
