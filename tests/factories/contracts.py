"""Contracts for tests: a lot whose result is public, its award, both sides with a passkey made of software."""
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from bids.models import Award, Bid, OpenedBid
from market.contracts import services
from market.contracts.models import Contract
from market.core import clock, files, tags, workdays
from market.parties.models import User
from tenders.models import Lot, Tender
from tests.factories import openings, people

HOST = "localhost"
ORIGIN = f"http://{HOST}"
NOW = datetime.fromisoformat("2026-12-14T10:00:00+08:00")
AMOUNT = Decimal("5986000.00")
DONE = "完成情况说明".encode()
BLANKS = {
    "subject": "X 射线摄影系统 2 套\n含安装、调试和培训", "place": "示例市",
    "delivery_place": "示例市第三人民医院放射科",
    "starts_on": "2026-12-14", "ends_on": "2027-12-13", "warranty": "验收合格之日起三年", "bond": "500000.00",
    "bond_form": "银行保函", "penalty": "每逾期一日，按逾期部分价款的万分之五", "dispute": "court", "arbitration": "",
    "purchaser_contact": "王老师 0510-0000 2101", "winner_contact": "许经理 0510-0000 3301",
    "winner_account": "示例银行示例支行 6200 0000 0001", "public_service": False,
    "standards": [{"group": "technical", "label": "探测器分辨率不低于投标响应值"},
                  {"group": "service", "label": "48 小时内到场维修"},
                  {"group": "safety", "label": "辐射防护检测合格"}],
    "milestones": [{"name": "设备到货", "due_on": "2027-01-29"}, {"name": "安装调试完成", "due_on": "2027-03-15"}],
    "instalments": [{"name": "预付款", "amount": "1986000.00", "after": "signing", "days": 10},
                    {"name": "验收款", "amount": "4000000.00", "after": "acceptance", "days": 30}],
}


class Passkey:
    """A passkey made of software, registered for a person as the browser would have it."""

    def __init__(self, user: User, *, host: str = HOST, name: str = "测试通行密钥"):
        self.host, self.origin = host, f"http://{host}"
        self._key, self._id = ec.generate_private_key(ec.SECP256R1()), uuid.uuid4().bytes
        held = AttestedCredentialData.create(b"\0" * 16, self._id, ES256.from_cryptography_key(self._key.public_key()))
        data = self._data(AuthenticatorData.FLAG.AT, held)
        client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"\1" * 32, self.origin)
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {
            "id": websafe_encode(self._id), "rawId": websafe_encode(self._id), "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(bytes(client)),
                         "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {})))},
            "clientExtensionResults": {"credProps": {"rk": True}}}})

    def _data(self, more=0, held=b"", *, verified: bool = True):
        digest = hashes.Hash(hashes.SHA256())
        digest.update(self.host.encode())
        flags = AuthenticatorData.FLAG.UP | (AuthenticatorData.FLAG.UV if verified else 0) | more
        return AuthenticatorData.create(digest.finalize(), flags, 1, held)

    def answer(self, challenge: bytes, *, verified: bool = True) -> str:
        """What the browser posts after the person's gesture."""
        client = CollectedClientData.create(CollectedClientData.TYPE.GET, challenge, self.origin)
        data = self._data(verified=verified)
        signature = self._key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return json.dumps({
            "id": websafe_encode(self._id), "rawId": websafe_encode(self._id), "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(bytes(client)), "signature": websafe_encode(signature),
                         "authenticatorData": websafe_encode(bytes(data))}, "clientExtensionResults": {}})


@dataclass
class Deal:
    """A lot whose result is public, and who signs."""

    lot: Lot
    award: Award
    buyer: object
    seller: object
    agent: object
    supervising: object
    keys: dict = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        return Contract.objects.whole().get(lot=self.lot, status__in=["draft", "offered", "signed"])

    def at(self) -> Lot:
        return Lot.objects.get(pk=self.lot.pk)

    def drafted(self, **changes) -> Contract:
        """A draft whose blanks are filled in."""
        made = services.begin(self.award, actor=self.buyer)
        return services.save(made, blanks={**BLANKS, **changes}, revision=made.revision, actor=self.buyer)

    def offered(self, **changes) -> Contract:
        return services.offer(self.drafted(**changes), actor=self.buyer)

    def sign(self, side: str) -> Contract:
        contract, actor = self.contract, {"purchaser": self.buyer, "winner": self.seller}[side]
        answer = self.keys[side].answer(bytes.fromhex(contract.digest))
        return services.sign(contract, credential=answer, host=HOST, actor=actor)

    def signed(self, **changes) -> Contract:
        self.offered(**changes)
        self.sign("purchaser")
        return self.sign("winner")

    def published(self, **changes) -> Contract:
        contract = services.settle_redaction(self.signed(**changes), actor=self.buyer)
        return services.publish(contract, actor=self.buyer)

    def filed(self, **changes) -> Contract:
        contract = self.published(**changes)
        paper = files.keep(b"%PDF-1.7 paper", name="paper.pdf")
        Contract.objects.filter(pk=contract.pk).update(file=paper)
        return services.file(contract, actor=self.buyer)

    def performing(self, **changes) -> Contract:
        return services.start(self.filed(**changes), actor=self.buyer)

    def reached(self, **changes) -> Contract:
        """Every milestone done."""
        contract = self.performing(**changes)
        for one in contract.milestones.all():
            services.report_done(one, done_on=clock.today(), evidence=self.evidence(), actor=self.seller)
        return contract

    def evidence(self):
        return files.keep(DONE, name="证明.txt")

    def inspect(self, contract: Contract, *, failed: int = 0, **how):
        results = {number: (number != failed, "不符合约定" if number == failed else "")
                   for number in range(1, len(contract.blanks["standards"]) + 1)}
        said = {"results": results, "inspected_on": clock.today(), "inspectors": "王老师、李工",
                "conclusion": "验收合格", "actor": self.buyer} | how
        return services.inspect(contract, **said)

    def accepted(self, **changes) -> Contract:
        contract = self.reached(**changes)
        self.inspect(contract, **({"users_part": True, "users_opinion": "满意"} if changes.get(
            "public_service") else {}))
        return services.accept(contract, actor=self.buyer)

    def settled(self, **changes) -> Contract:
        contract = self.accepted(**changes)
        for one in contract.instalments.all():
            services.mark_paid(one, paid_on=clock.today(), voucher=self.evidence(), actor=self.buyer)
        return services.settle(contract, actor=self.buyer)


def deal(*, name: str = "", host: str = HOST, letter_at=None, rules: dict | None = None, passkeys: bool = True) -> Deal:
    """A lot with a living award; ``rules`` are values of the rulebook put in place of the real ones."""
    workdays.seed()
    buyer = people.organisation(f"示例市第三人民医院{name}", "purchaser")
    winner = people.organisation(f"示例长堤医疗有限公司{name}", "supplier")
    agent, supervisor = people.organisation(f"示例代理{name}", "agent"), people.organisation(
        f"示例财政局{name}", "supervisor")
    users = {"purchaser": people.person(buyer, "handler", "approver", "finance", name="王晓"),
             "winner": people.person(winner, "handler", name="许望舒")}
    tender = openings._tender(buyer, 1)
    Tender.objects.filter(pk=tender.pk).update(agent=agent, supervisor=supervisor, facts={"need": "X 射线摄影系统"})
    if rules:
        _change_rules(tender, rules)
    lot = Lot.objects.select_related("tender").get(tender=tender)
    Lot.objects.filter(pk=lot.pk).update(status="result_published")
    bid = Bid.objects.create(lot=lot, tag=tags.owner_tag(lot.pk, winner.pk), status="opened", current=1, party=winner)
    OpenedBid.objects.create(bid=bid, stage="opening", amount=AMOUNT, sheet={"delivery": "合同签订后 60 日"},
                             sheet_sha256="a" * 64, unsealed_at=openings.DUE, visible_at=openings.DUE)
    letter = letter_at or clock.now() - timedelta(days=3)
    award = Award.objects.create(lot=lot, bid=bid, amount=AMOUNT, rank=1, confirmed_at=letter, confirmed_by="tests",
                                 letter_at=letter)
    return Deal(Lot.objects.select_related("tender").get(pk=lot.pk), award, people.actor(users["purchaser"]),
                people.actor(users["winner"]), people.actor(people.person(agent, "handler", "approver", name="代理人")),
                people.actor(people.person(supervisor, "handler", name="陈立")),
                {side: Passkey(user, host=host) for side, user in users.items()} if passkeys else {})


def _change_rules(tender: Tender, rules: dict) -> None:
    """Put other values in the pinned rulebook, its digest renewed."""
    from dataclasses import replace

    book = Tender.objects.get(pk=tender.pk).rulebook
    book = replace(book, **{name: replace(getattr(book, name), value=value) for name, value in rules.items()})
    Tender.objects.filter(pk=tender.pk).update(pinned=book.as_json(), pinned_digest=book.digest)
