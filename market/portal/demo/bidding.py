"""Sealed bids of the demo, made as a browser makes them: price sheet, volumes, envelopes, hand-in."""
import io
import secrets

from bids import quoting, services
from bids.opening import sheets
from market.core import clock, tags
from market.custody import envelope, envelopes, keys, seats, shapes
from market.parties.services import register_signing_key
from tenders.models import Lot
from tenders.rulebooks.volumes import OPENING

from . import custodians

PAGES = {"qualification": ("资格证明文件.txt", "营业执照、承诺函、信用记录查询结果。"),
         "business": ("商务文件.txt", "商务条款逐条响应，无偏离。"),
         "technical": ("技术文件.txt", "一、技术参数逐条响应，无负偏离；附产品说明书和检测报告。\n\n"
                       "二、供货、安装和调试：合同签订后二十日内到货，三日内开箱验收，十二日内完成安装和联调，"
                       "停机窗口安排在周末并提前确认。\n\n三、培训操作、质控、维护人员各不少于三日；质保期内二小时响应。")}
BLIND = frozenset({"technical"})
"""Volumes that do not say whose they are."""


class Bidders:
    """The bidders of a demo with their registered keys."""

    def __init__(self, people):
        self.people = people
        self._pairs: dict[str, tuple] = {}

    def keys_of(self, login: str) -> tuple:
        """The pairs that open and that sign, registered and kept as a file at the first question."""
        if login not in self._pairs:
            actor, user = self.people.actor(login), self.people.users[login]
            opens, signs = (keys.SYSTEM.pair() for _ in range(2))
            register_signing_key(party=self.people.party_of(login), user=user, opens=keys.public_bytes(opens),
                                 signs=keys.public_bytes(signs), actor=actor)
            custodians.write(custodians.folder() / f"{login}.json",
                             keys.write_key_file(keys.KeyFile(opens=opens, signs=signs), public=False))
            self._pairs[login] = opens, signs
        return self._pairs[login]

    def hand_in(self, lot: Lot, login: str, amount: str) -> None:
        """Take part, seal every volume to the lot's custodians, and hand in."""
        actor, party = self.people.actor(login), self.people.party_of(login)
        opens, signs = self.keys_of(login)
        services.confirm_participation(lot.tender, actor=actor)
        kept = []
        for volume in lot.rulebook.volumes:
            files = [_sheet(lot, party, amount)] if volume.stage == OPENING else [_page(volume.key, party)]
            tag = tags.owner_tag(lot.pk, party.pk)
            context = shapes.Context(str(lot.pk), volume.stage, volume.key, tag, envelopes.next_version(
                lot=lot.pk, tag=tag, stage=volume.stage, volume=volume.key))
            sink = io.BytesIO()
            envelope.seal(sink, context=context, files=files, own=opens.public_key(),
                          custodians=[keys.public_key(point) for point in seats.points(lot.pk, volume.stage)],
                          signer=envelope.Signer.of_key(signs))
            kept.append(envelopes.keep(sink.getvalue(), context=context).pk)
        services.submit(lot, envelopes=kept, actor=actor, received_at=clock.now())


def _sheet(lot: Lot, party, amount: str) -> envelope.Source:
    said = {"format": sheets.FORMAT, "tender": str(lot.tender_id), "lot": str(lot.pk), "party": str(party.pk),
            "name": party.name, "code": party.code, "quote": {"basis": "total", "value": amount, "unit": "元"},
            "amount": amount, "currency": "CNY",
            "declared": _declared(lot, party, amount),
            "delivery": "按招标文件要求", "validity_days": 90, "remarks": "", "salt": keys.b64(secrets.token_bytes(32))}
    return envelope.Source.of_bytes("price-sheet.json", shapes.canonical(said))


def _declared(lot: Lot, party, amount: str) -> dict:
    """Every second bidder is a small firm; goods are domestic, each of a brand of its own."""
    goods = quoting.asked(lot).domestic
    return {"size": "small" if int(party.pk.hex[-1], 16) % 2 else "medium", "small_share": None,
            "brand": party.name.removeprefix("示例")[:4] if goods else "", "domestic_part": amount if goods else None}


def _page(volume: str, party) -> envelope.Source:
    name, words = PAGES.get(volume, (f"{volume}.txt", "本卷为演示内容。"))
    signed = "" if volume in BLIND else f"{party.name}\n"
    return envelope.Source.of_bytes(name, f"{signed}{words}\n本文件为演示数据。\n".encode())

