"""One signature an hour over everything the step log says: rewriting history, however consistently, shows.

The leaves are the last rows of all chains, the root a Merkle tree over them in the order of their hashes. Published are
the root, its moment and its signature; never how many chains or rows there are.
"""
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Window

from market.core import clock
from market.core.models import StepLog

from . import keys, receipts, signers
from .models import ChainRoot
from .shapes import canonical

FORMAT = "root/1"
APART = timedelta(minutes=55)
"""Between two roots at least, by the machine's time."""
SETTLED = timedelta(minutes=2)
"""Rows younger than this wait for the next root: a transaction begun before them may yet commit."""
SHOWN = 24 * 31
"""Roots that are published; all are kept."""


def _leaves(upto: datetime) -> Iterator[bytes]:
    chain = Window(Max("number"), partition_by=[F("record_type"), F("record_id")])
    heads = StepLog.objects.filter(taken_at__lte=upto).order_by().annotate(head=chain).filter(number=F("head"))
    for row in heads.values_list("record_type", "record_id", "digest").iterator():
        yield hashlib.sha256(b"\0" + "|".join(row).encode()).digest()


def root_of(leaves: list[bytes]) -> str:
    """The Merkle root of leaf hashes (hex): inner nodes are SHA-256 over 01 ‖ left ‖ right, a lone one moves up."""
    level = sorted(leaves)
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return (level[0] if level else hashlib.sha256(b"").digest()).hex()


def take() -> ChainRoot | None:
    """Sign the present root; None where the last one is not an hour old or another worker was quicker."""
    last = ChainRoot.objects.order_by("-number").first()
    now = clock.now()
    if last and timedelta() <= now - last.taken_at < APART:
        return None
    upto = now - SETTLED
    root, number, signer = root_of(list(_leaves(upto))), (last.number if last else 0) + 1, signers.current()
    at = signers.to_millisecond(now)
    text = canonical({"format": FORMAT, "number": number, "root": root, "previous": last.root if last else "",
                      "taken_at": receipts.written(at), "key_id": signer.id}).decode()
    try:
        with transaction.atomic():
            return ChainRoot.objects.create(number=number, root=root, content=text, taken_at=at, upto=upto,
                                            signature=keys.b64(signer.sign(_signed(text))), key_id=signer.id)
    except IntegrityError:
        return None


def _signed(text: str) -> bytes:
    return f"{FORMAT}\n".encode() + text.encode()


def described() -> dict:
    """The published roots, the newest first."""
    return {"format": "roots/1", "roots": [{"root": json.loads(one.content), "signature": one.signature}
                                           for one in ChainRoot.objects.order_by("-number")[:SHOWN]]}


def faults(last: int = 24) -> list[str]:
    """What is wrong with the latest roots, as sentences that name them: signature, order, or a log rewritten since."""
    known, found, later = signers.published(), [], None
    for one in ChainRoot.objects.order_by("-number")[:last]:
        said, key = json.loads(one.content), known.get(one.key_id)
        if key is None or not keys.verify(key.key, keys.unb64(one.signature, keys.SIGNATURE), _signed(one.content)):
            found.append(f"第 {one.number} 个签名根的签名不成立。")
        elif (said["number"], said["root"], said["key_id"]) != (one.number, one.root, one.key_id):
            found.append(f"第 {one.number} 个签名根与所签内容不一致。")
        elif root_of(list(_leaves(one.upto))) != one.root:
            found.append(f"第 {one.number} 个签名根（{said['taken_at']}）之前的步骤记录后来被改写过。")
        if later and (later["previous"] != one.root or later["number"] != one.number + 1):
            found.append(f"第 {later['number']} 个签名根与前一个不相接。")
        later = said
    return found
