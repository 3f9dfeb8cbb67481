"""What of a contract lies in the archive of its lot."""
from collections.abc import Iterator

from market.core import packs
from market.core.models import StepLog
from market.custody import receipts

from .models import Contract


def papers(lot) -> Iterator[packs.Paper]:
    """Text, paper, signatures, secrets, late acts, performance, acceptance and payments of every contract of a lot."""
    for contract in Contract.objects.filter(lot=lot).order_by("drafted_at").select_related("file", "receipt"):
        yield from _of(contract)


def _of(contract: Contract) -> Iterator[packs.Paper]:
    at = contract.number
    yield packs.data(f"{at}/contract.json", _values(contract))
    if contract.text:
        yield packs.data(f"{at}/text.json", {"sha256": contract.digest, "text": contract.text})
    if contract.file:
        yield packs.Paper(f"{at}/合同.pdf", contract.file)
    if contract.receipt:
        yield packs.Paper(f"{at}/receipt.json", content=receipts.file_of(contract.receipt).encode())
    for name in ("signatures", "redactions", "late_acts", "milestones", "changes", "acceptances", "instalments"):
        rows = list(getattr(contract, name).all())
        if rows:
            yield packs.data(f"{at}/{name}.json", [_values(row) for row in rows])
    for one in contract.milestones.exclude(evidence=None).select_related("evidence"):
        yield packs.Paper(f"{at}/milestones/{one.number}-{one.evidence.name}", one.evidence)
    for one in contract.instalments.exclude(voucher=None).select_related("voucher"):
        yield packs.Paper(f"{at}/payments/{one.number}-{one.voucher.name}", one.voucher)
    for one in contract.acceptances.select_related("report", "file").prefetch_related("lines"):
        yield packs.data(f"{at}/acceptance/{one.number}.json", [_values(line) for line in one.lines.all()])
        for kept in filter(None, (one.report, one.file)):
            yield packs.Paper(f"{at}/acceptance/{one.number}-{kept.name}", kept)
    log = StepLog.objects.filter(record_type="contracts.contract", record_id=str(contract.pk)).order_by("number")
    yield packs.data(f"{at}/log.json", [_values(row) for row in log])


def _values(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
