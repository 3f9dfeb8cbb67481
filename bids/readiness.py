"""What the server can say before sealing about whether a bid will arrive well; the browser adds what it measures."""
from dataclasses import dataclass

from django.urls import reverse

from market.core import clock
from market.custody import seats
from market.funds import services as funds
from market.parties.models import Certificate

from . import sealing
from .records import LotDesk


@dataclass(frozen=True, slots=True)
class Light:
    """One row of the readiness list. ``state`` is ok, warn, danger or wait; ``wait`` is filled in by the browser under
    ``measure``."""

    label: str
    state: str
    words: str
    measure: str = ""
    url: str = ""
    act: str = ""


BROWSER = Light("浏览器能力", "wait", "需要启用脚本才能检查。", "browser")
CLOCK = Light("时钟偏差", "wait", "需要启用脚本才能检查。", "clock")
NETWORK = Light("网络", "wait", "需要启用脚本才能检查。", "network")


def certificates(actor) -> list[Certificate]:
    """The certificates the registry holds of the party, those that end first in front."""
    found = Certificate.objects.filter(party=actor.party, revoked_at=None)
    return sorted(found, key=lambda one: (one.valid_until is None, one.valid_until, one.kind))


def lights(own: LotDesk, actor) -> list[Light]:
    """All rows, in the order shown."""
    return [BROWSER, CLOCK, NETWORK, _key(actor), _custodians(own), _certificates(own, actor), _bond(own)]


def practice_lights() -> list[Light]:
    """What can be tried without a tender."""
    return [BROWSER, CLOCK, NETWORK]


def _key(actor) -> Light:
    found = sealing.registered(actor.party)
    if not found:
        return Light("密钥", "warn", "本单位还没有登记密钥，加密前须先制作。", url="/desk/keys/", act="去制作")
    return Light("密钥", "ok", f"已登记 {len(found)} 把，加密时选择密钥文件校验。", "key")


def _custodians(own: LotDesk) -> Light:
    stages = {one.volume.stage for one in own.volumes}
    if all(len(seats.fingerprints(own.lot.pk, stage)) == 3 for stage in stages):
        return Light("保管人公钥", "ok", "三位保管人的公钥已齐。")
    return Light("保管人公钥", "danger", "三位保管人的公钥还没有交齐，暂时不能加密，请联系代理机构。")


def _certificates(own: LotDesk, actor) -> Light:
    found = certificates(actor)
    due = own.lot.tender.bids_due_at.astimezone(clock.SHANGHAI).date()
    ending = [one for one in found if one.valid_until and one.valid_until < due]
    if ending:
        return Light("电子证照", "warn", f"{len(ending)} 件在投标截止前到期：{ending[0].kind}。",
                     url="/desk/certificates/", act="去更新")
    if not found:
        return Light("电子证照", "warn", "登记簿里还没有本单位的证照。", url="/desk/certificates/", act="去登记")
    first = next((one.valid_until for one in found if one.valid_until), None)
    return Light("电子证照", "ok", f"{len(found)} 件有效" + (f"，最早到期 {first:%Y-%m-%d}。" if first else "。"))


def _bond(own: LotDesk) -> Light:
    amount = own.lot.bond
    if not amount:
        return Light("投标保证金", "ok", "本标段（包）不收取。")
    bill = funds.bill_of("bid_bond", own.lot.pk, own.tag)
    if bill and bill.status in funds.SECURED:
        return Light("投标保证金", "ok", f"{bill.get_status_display()}。")
    return Light("投标保证金", "warn", f"应缴 {amount:,.2f} 元，还没有到账。",
                 url=reverse("bonds:begin", args=[own.lot.pk]), act="去缴纳")
