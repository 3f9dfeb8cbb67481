"""Every address with an id in it, asked with an id of somebody else, as every role: nothing is shown, nothing changes.

A new address with an id fails here until it says whose ids it takes.
"""
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from bids import services as bidding
from bids.models import Bid, Committee, Inquiry, Member, OpenedBid, OpenedFile, Participation, Submission
from market.contracts.models import Acceptance, Change, Contract, Instalment, Milestone, Redaction
from market.core import clock, tags
from market.core.models import Outage, StoredFile
from market.custody.models import CustodianKey, Envelope, Receipt, Seat, Upload
from market.funds.models import Bill, Entry, Handling, Payment
from market.parties.models import (
    Certificate,
    Claim,
    Identifier,
    Mandate,
    Membership,
    Party,
    PartyRole,
    Recovery,
    SigningKey,
    User,
)
from market.redress.models import Complaint, Draft, Enquiry, Paper, Query
from tenders.models import DocumentVersion, Lot, Question, RuleOverride, Tender
from tests.factories import contracts, people

from . import world as worlds

pytestmark = pytest.mark.django_db
SECRETS = ("示例暗桩", "隐松", "隐竹", "暗标题", worlds.QUESTION, worlds.SECRET)
"""What must stand in no answer: the names of the foreign organisations, and what only they may read."""

FOREIGN = {
    "parties:licence": "claim", "parties:licence-file": "claim", "parties:challenge": "claim",
    "parties:statement": "claim", "parties:member": "membership", "parties:member-refuse": "membership",
    "parties:member-leave": "membership", "parties:mandate-revoke": "mandate", "parties:mandate-document": "mandate",
    "parties:certificate-revoke": "certificate", "parties:certificate-file": "certificate",
    "parties:key-revoke": "key", "parties:claim": "claim", "parties:party": "party", "parties:role-take": "role",
    "parties:certificate-check": "certificate", "parties:recovery-confirm": "recovery",
    "parties:recovery-refuse": "recovery", "funds:stray-return": "payment", "funds:stray": "payment",
    "funds:stray-match": "payment", "funds:handling-decide": "handling agree",
    "tenders:workspace": "draft", "tenders:step": "draft publish_notice", "tenders:review": "draft",
    "tenders:receipt": "draft", "tenders:document": "draft document", "tenders:answer": "tender question",
    "tenders:tab": "draft basics",
    "tenders:lot": "draft 1", "tenders:lot-remove": "draft 1",
    "tenders:lot-step": "draft 1 fail",
    "tenders:ask": "draft", "bids:begin": "draft", "bids:join": "draft",
    "bids:check": "draft", "bids:volumes": "draft", "bids:price": "draft", "bids:encrypt": "draft",
    "bids:confirm": "draft", "bids:submit": "draft", "bids:withdraw": "tender", "bids:receipt": "receipt",
    "bids:receipt_file": "receipt", "custody:receipt-pdf": "receipt", "custody:upload": "upload",
    "custody:seat": "tender", "custody:seat-lots": "tender", "custody:seat-deposit": "tender",
    "custody:seat-demo-keys": "tender", "bonds:begin": "draft_lot", "bonds:bill": "bill", "bonds:guarantee": "bill",
    "bonds:letter": "bill", "bonds:claim": "bill", "bonds:receipt": "bill",
    "bids:result": "tender", "bids:file": "opened_file", "bids:file-text": "opened_file",
    "qualification:tender": "draft", "qualification:lot": "tender 1", "qualification:bid": "tender 1 bid",
    "sessions:list": "session", "sessions:record": "session", "sessions:record-pdf": "session",
    "sessions:record-annex": "session",
    "sessions:step": "session fix", "sessions:release": "session", "sessions:incident": "session",
    "sessions:answer": "session unknown", "sessions:own-wraps": "session", "sessions:sign-in": "session",
    "sessions:own-key": "session", "sessions:confirm-result": "session", "sessions:object": "session",
    "evaluations:seat": "committee", "evaluations:seat-act": "committee declare", "evaluations:room": "lot",
    "evaluations:votes": "lot", "evaluations:sheet": "lot", "evaluations:facts": "lot", "evaluations:ask": "lot",
    "evaluations:act": "lot sign", "evaluations:volume": "lot unknown", "evaluations:report": "lot",
    "evaluations:report-pdf": "lot", "evaluations:bundle": "lot", "evaluations:public-bundle": "lot",
    "evaluations:committee": "draft", "evaluations:form": "draft", "evaluations:draw": "draft",
    "evaluations:code": "draft", "evaluations:absent": "draft", "evaluations:representative": "draft",
    "evaluations:start": "draft 1", "evaluations:again": "draft 1", "evaluations:inquiry": "inquiry",
    "evaluations:answer": "inquiry",
    "redress:draft": "letter", "redress:check": "letter", "redress:paper-remove": "letter evidence",
    "redress:paper": "evidence", "redress:enquiry": "enquiry", "redress:enquiry-step": "enquiry answer",
    "redress:query": "query", "redress:query-step": "query answer", "redress:complaint": "complaint",
    "redress:complaint-step": "complaint reply", "redress:case": "complaint", "redress:case-step": "complaint accept",
    "awards:tender": "tender", "awards:publish": "tender", "awards:step": "tender 1 deliver_report",
    "awards:method": "tender 1", "awards:bundle": "tender 1", "awards:letter": "receipt",
    "awards:letter-file": "receipt", "awards:letter-pdf": "receipt",
    "portal:outage-relieve": "outage", "portal:override-decide": "override",
    "contracts:begin": "award", "contracts:report": "contract milestone", "contracts:evidence": "contract milestone",
    "contracts:change": "contract 1", "contracts:decline": "contract 1", "contracts:unredact": "contract redaction",
    "contracts:sheet-paper": "contract 1", "contracts:sheet-report": "contract 1",
    "contracts:paid": "contract instalment", "contracts:voucher": "contract instalment",
    **{f"contracts:{name}": "contract" for name in (
        "contract", "draft", "offer", "take-back", "text", "text-file", "paper", "receipt", "sign", "publish", "redact",
        "settle-redaction", "publish-now", "file", "performance", "start", "propose", "acceptance", "inspect", "accept",
        "payment", "settle", "archive", "make-up", "close", "pack")},
}
"""Address to whose ids it is asked with, in the order of its parts; a word that is no kind stands for itself."""
PUBLIC = {"sessions:room", "sessions:parts", "sessions:twin", "publish:", "portal:region", "portal:trade",
          "portal:rulebook", "portal:rulebook-json", "portal:error-sample", "bids:practice_step",
          "mfa_remove_webauthn", "openid_connect_", "api-1:", "fulltext:"}
"""Addresses, or how they begin, that everybody reads or whose part is no id of ours."""
OWN_PAGE = {"sessions:step", "sessions:incident", "sessions:sign-in", "sessions:confirm-result", "sessions:object",
            "sessions:answer", "portal:outage-relieve"}
"""Refused with the public page itself, which says why."""
LAWFUL = {"centre": {"parties:claim", "parties:party", "parties:role-take", "parties:certificate-check",
                     "parties:recovery-confirm", "parties:recovery-refuse", "parties:certificate-file",
                     "parties:licence-file", "parties:mandate-document", "parties:certificate-revoke",
                     "parties:mandate-revoke", "portal:override-decide", "tenders:answer", "funds:handling-decide"},
          "supervisor": {"portal:override-decide", "portal:outage-relieve", "parties:certificate-file",
                         "parties:mandate-document", "parties:mandate-revoke", "parties:certificate-revoke"},
          "operator": {"parties:certificate-file", "parties:mandate-document", "parties:mandate-revoke",
                       "parties:certificate-revoke"}}
"""What a role reads of every organisation by its office."""
WAYS = ("get", "post", "head", "put", "patch", "delete")
"""The last four are tried by the public, a bidder and the centre alone: no address answers them by role."""
WATCHED = (Party, PartyRole, Identifier, Membership, Claim, Certificate, Mandate, SigningKey, Recovery, Bill, Payment,
           Entry, Handling,
           Seat, CustodianKey, Envelope, Upload, Receipt, Bid, Submission, Participation, Tender, Lot, Question,
           Contract, Milestone, Change, Acceptance, Instalment, Redaction, DocumentVersion, RuleOverride, Outage, Draft,
           Enquiry, Query, Complaint, Paper, Committee, Member, Inquiry)


def named() -> dict[str, list[str]]:
    """Every named address that has parts, with their names."""
    found = {}

    def walk(resolver, space):
        for one in resolver.url_patterns:
            if hasattr(one, "url_patterns"):
                walk(one, f"{one.namespace}:" if one.namespace else space)
            elif one.name and (parts := list(one.pattern.regex.groupindex)):
                found[space + one.name] = found.get(space + one.name, []) or parts
            elif one.name and one.pattern.converters:
                found[space + one.name] = list(one.pattern.converters)
    walk(get_resolver(), "")
    return {name: parts for name, parts in found.items() if not any(name.startswith(one) for one in PUBLIC)}


def test_every_address_with_an_id_is_attacked_here():
    assert set(named()) == set(FOREIGN)


def _agreed(buyer, agent, paper, now) -> dict:
    """A signed contract of theirs, with everything under it."""
    deal = contracts.deal(name="示例暗桩", passkeys=False)
    contract = deal.drafted()
    Contract.objects.filter(pk=contract.pk).update(
        status="signed", text="暗标题\n", digest="0" * 64, offered_at=now, signed_at=now, file=paper)
    Lot.objects.filter(pk=deal.lot.pk).update(status="performing", title="暗标题")
    under = {"contract": contract, "number": 1}
    Change.objects.create(**under, kind="other", content="暗标题", ground="暗标题", basis="x", text="暗标题\n",
                          digest="0" * 64, proposed_by="tests", proposed_at=now)
    Acceptance.objects.create(**under, inspected_on=now.date(), inspectors="暗标题", conclusion="暗标题", report=paper,
                              file=paper, by="tests", at=now)
    return {
        "award": deal.award, "contract": contract,
        "milestone": Milestone.objects.create(**under, name="暗标题", due_on=now.date(), done_on=now.date(),
                                              evidence=paper),
        "instalment": Instalment.objects.create(**under, name="暗标题", amount=1, after="signing", days=1,
                                                voucher=paper),
        "redaction": Redaction.objects.create(contract=contract, clause=3, passage="暗标题", ground="trade", reason="x",
                                              by="tests", at=now),
    }


def _foreign(world) -> dict:
    """One object of every kind that belongs to organisations the attackers have nothing to do with."""
    now, today = clock.now(), clock.today()
    buyer = people.organisation("示例暗桩采购单位", "purchaser")
    chief, clerk = people.person(buyer, "admin", name="示例暗桩甲"), people.person(buyer, "handler", name="示例暗桩乙")
    agent = people.organisation("示例暗桩代理单位", "agent")
    paper = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="text/plain", name="示例暗桩.txt",
                                      stored_at=now)
    draft = Tender.objects.create(
        code="SLZC-2026-9999", title="暗标题", rulebook_key="procurement.open", principal=buyer,
        region=world.tender.region, drafted_by=f"user:{clerk.pk}", drafted_at=now)
    lot, receipt = world.tender.lots.first(), Receipt.objects.filter(kind="submitted").first()
    claim = Claim.objects.create(party=buyer, user=chief, identifier=buyer.identifiers.get(), licence=paper,
                                 challenge="0" * 64, made_at=now)
    bid = bidding.my_bid(lot, world.bidders[0].actor)
    tag, opened = bid.tag, OpenedBid.objects.create(bid=bid, stage="review", unsealed_at=now, visible_at=now)
    letters = _letters(draft, buyer, paper, now)
    return letters | _agreed(buyer, agent, paper, now) | {
        "bid": bid, "opened_file": OpenedFile.objects.create(
            opened=opened, volume="qualification", name="示例暗桩.txt", sha256="0" * 64, size=1, file=paper,
            for_house=True),
        "claim": claim, "membership": Membership.objects.get(user=clerk), "party": buyer,
        "mandate": Mandate.objects.create(number="示例暗桩委托", principal=buyer, agent=agent, document=paper,
                                          given_by="tests", since=today),
        "certificate": Certificate.objects.create(party=buyer, kind="示例暗桩证", number="1", issuer="x", file=paper,
                                                  valid_from=today, added_by="tests", added_at=now),
        "key": world.bidders[0].party.signing_keys.get(), "role": buyer.roles.get(),
        "recovery": Recovery.objects.create(user=clerk, reason="示例暗桩", opened_by=chief, opened_at=now,
                                            ends_at=now + timedelta(days=1)),
        "payment": Payment.objects.filter(unmatched="").first(),
        "handling": Handling.objects.create(
            payment=Payment.objects.filter(unmatched="unknown").first(), bill=Bill.objects.first(),
            reason="示例暗桩", proposed_by="user:0", proposed_at=now),
        "draft": draft, "tender": world.tender,
        "draft_lot": Lot.objects.create(tender=draft, number=1, title="暗标题", budget=1, bond=1),
        "document": DocumentVersion.objects.create(tender=draft, number=1, title="暗标题", file=paper, added_by="tests",
                                                   added_at=now),
        "question": Question.objects.get(), "receipt": receipt, "bill": Bill.objects.first(),
        "upload": Upload.objects.create(lot=lot.pk, stage="opening", volume="price", version=9, tag=tag, length=9999,
                                        begun_at=now, touched_at=now),
        **_evaluation(world, lot), "lot": lot,
        "session": world.tender.sessions.get(), "unknown": uuid.uuid4(),
        "outage": Outage.objects.create(component="web", began_at=now - timedelta(hours=1), ended_at=now),
        "override": RuleOverride.objects.create(region=world.tender.region, key="procurement.open", field="bond_cap",
                                                value="0.01", since=today, basis="示例暗桩文", proposed_by="user:0",
                                                proposed_at=now),
    }


def _letters(tender, party, paper, now) -> dict:
    """A letter of every kind about a tender nobody but its own people may know of."""
    said = {"address": "示例暗桩路", "request": "示例暗桩请求", "items": [{"matter": "示例暗桩事"
                                                                                     "项", "facts": "x", "law": "x"}]}
    common = {"tender": tender, "party": party}
    letter = Draft.objects.create(kind="query", said=said, saved_at=now, saved_by="tests", **common)
    query = Query.objects.create(number="ZY-1", subject="documents", status="filed", said=said, filed_at=now,
                                 received_at=now, **common)
    return {
        "letter": letter, "query": query,
        "evidence": Paper.objects.create(draft=letter, file=paper, added_by="tests", added_at=now),
        "enquiry": Enquiry.objects.create(number="XW-1", status="asked", text="示例暗桩询问", asked_at=now, **common),
        "complaint": Complaint.objects.create(number="TS-1", query=query, status="checking", said=said,
                                              received_at=now, complete_at=now, **common),
    }


def _evaluation(world, lot) -> dict:
    """A committee with somebody in it, and a question to a bidder."""
    now = clock.now()
    committee = Committee(tender=world.tender, size=5, starts_at=now, code_tag="0" * 64, code_veiled=b"",
                          secret=bytes(32), formed_by="tests", formed_at=now)
    committee.save()
    whose = people.organisation("示例暗桩专家库", "expert")
    member = Member.objects.create(
        committee=committee, seat=1, kind="expert", user=people.person(whose, "handler", name="示例暗桩专家"),
        party=whose, checked_in_at=now, declared_at=now,
        veiled=tags.veil('{"name": "示例暗桩专家", "unit": "示例暗桩院", "user": ""}', committee.pk))
    return {"committee": committee, "inquiry": Inquiry.objects.create(
        lot=lot, bid=Bid.objects.filter(lot=lot).first(), kind="clarify", text="示例暗桩询问", asked_by=member,
        asked_at=now, due_at=now + timedelta(hours=1))}


def _attackers() -> dict[str, User | None]:
    """Somebody of every role with every duty, in organisations that have nothing to do with what is asked for."""
    duties = ("admin", "handler", "approver", "host", "custodian", "finance")
    found = {"public": None, "nobody": people.person(),
             "pending": people.person(people.organisation("示例局外待核单位", proved=False), *duties)}
    for role in ("supplier", "purchaser", "agent", "supervisor", "centre", "operator", "expert"):
        found[role] = people.person(people.organisation(f"示例局外{role}单位", role), *duties)
    return found


def address(name: str, objects: dict) -> str:
    args = [getattr(objects.get(word, word), "pk", objects.get(word, word)) for word in FOREIGN[name].split()]
    return reverse(name, args=args)


def rows() -> str:
    return repr([list(model._base_manager.order_by("pk").values_list()) for model in WATCHED])


def test_an_id_of_somebody_else_opens_nothing_and_moves_nothing():
    with clock.frozen(worlds.BEGUN):
        world = worlds.build(2)
        objects, attackers = _foreign(world), _attackers()
        before, wrong = rows(), []
        for role, user in attackers.items():
            bare, fenced = Client(raise_request_exception=False), Client(enforce_csrf_checks=True)
            for client in (bare, fenced):
                if user:
                    client.force_login(user)
            for name in FOREIGN:
                if name not in LAWFUL.get(role, ()):
                    wrong += _ask(bare, fenced, role, name, address(name, objects))
            if rows() != before:
                wrong.append((role, "rows changed"))
                before = rows()

    assert not wrong, "\n".join(map(str, wrong))


def _ask(bare, fenced, role: str, name: str, where: str) -> list[tuple]:
    """What is wrong with the answers to each way of asking for one address."""
    wrong = []
    fields = {"idempotency_key": uuid.uuid4().hex, "agree": "on", "agrees": "yes", "reason": "x", "text": "x",
              "number": 1, "duties": "admin", "role": "centre", "changes_read": 0, "envelope": str(uuid.uuid4()),
              "kind": "other", "revision": 1, "title": "x", "external_id": "x"}
    for method in WAYS if role in {"public", "supplier", "centre"} else WAYS[:2]:
        with transaction.atomic():  # what one act breaks does not hide the next
            answer = getattr(bare, method)(where, **({"data": fields} if method == "post" else {}))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        shown = content.decode("utf-8", "replace") + repr(sorted(answer.headers.items()))
        if answer.status_code >= 500:
            wrong.append((role, name, method, answer.status_code))
        if answer.status_code == 200 and not (method in {"get", "head"} and name in OWN_PAGE):
            wrong.append((role, name, method, 200))
        if told := [secret for secret in SECRETS if secret in shown]:
            wrong.append((role, name, method, answer.status_code, *told))
    answer = fenced.post(where, fields)
    if answer.status_code not in {403, 405} and not where.startswith("/desk/bids/uploads/"):
        wrong.append((role, name, "forged", answer.status_code))
    return wrong
