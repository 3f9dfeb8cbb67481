"""A custodian: makes keys, saves and proves the file, deposits the public halves; gives the private ones at the
opening."""
from pathlib import Path

from playwright.sync_api import expect

from .person import Person


def deposit(one: Person, tender, folder: Path, number: int) -> Path:
    """Make and deposit keys; the file they were saved in."""
    page, file = one.page, folder / f"seat-{number}.json"
    one.go("/desk/custody/").look("custody")
    page.get_by_role("link", name=tender.title, exact=True).click()
    one.look("custody-seat")
    one.press("制作密钥")
    one.sees("已制作 4 把密钥")
    with page.expect_download() as saved:
        page.get_by_role("link", name="保存密钥文件").click()
    saved.value.save_as(file)
    page.get_by_label("重新选择刚才保存的文件").set_input_files(file)
    one.sees("文件里有全部 4 把密钥")
    one.press("存放公钥")
    one.sees("存放于")
    return file


def release(one: Person, address: str, file: Path) -> None:
    """Give the keys of the lots to be opened."""
    one.go(address)
    one.page.get_by_label("密钥文件").set_input_files(file)
    one.sees("密钥文件核对无误")
    one.look("session-custodian")
    one.page.get_by_role("button", name="交出").click()
    expect(one.page.locator(".seat-boxes .is-own").get_by_text("已交出")).to_be_visible()
