"""The paper of a contract and of an acceptance sheet: typeset by the worker, sealed, kept."""
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from market.core import fence, files
from market.core.models import City
from market.custody import pades

from . import text
from .models import Acceptance, Contract

STYLESHEET = "static:market/css/paper.css"


def make_contract(pk: UUID) -> bool:
    """The paper of a signed contract; says whether it was made now. Twice is harmless. Raises FenceBroken."""
    contract = Contract.objects.whole().get(pk=pk)
    if contract.signed_at is None or contract.file_id:
        return False
    kept = _sealed(contract_html(contract), name=f"合同 {contract.number}.pdf", reason="政府采购合同",
                   where=contract.number)
    Contract.objects.filter(pk=pk, file=None).update(file=kept)
    return True


def make_acceptance(pk: UUID) -> bool:
    """The paper of an acceptance sheet. Raises FenceBroken."""
    sheet = Acceptance.objects.select_related("contract__lot__tender", "contract__purchaser", "contract__winner").get(
        pk=pk)
    if sheet.file_id:
        return False
    number = sheet.contract.number
    kept = _sealed(acceptance_html(sheet), name=f"验收书 {number}-{sheet.number}.pdf", reason="验收书", where=number)
    Acceptance.objects.filter(pk=pk, file=None).update(file=kept)
    return True


def contract_html(contract: Contract) -> str:
    """The whole text with who signed it."""
    return render_to_string("contracts/pdf/contract.html", {
        "contract": contract, "clauses": text.clauses(contract.text), **_frame(),
        "signatures": contract.signatures.filter(change=None, ended_at=None).select_related("party", "user")})


def acceptance_html(sheet: Acceptance) -> str:
    """Every standard with its result."""
    return render_to_string("contracts/pdf/acceptance.html", {
        "sheet": sheet, "contract": sheet.contract, "lines": sheet.lines.all(), **_frame()})


def _frame() -> dict:
    return {"city": City.objects.first(), "test_seal": pades.is_test(), "stylesheet": STYLESHEET,
            "public_url": settings.PUBLIC_URL}


def _sealed(html: str, *, name: str, reason: str, where: str):
    plain = fence.run("market.core.typesetting", str(settings.STATICFILES_DIRS[0]), given=html.encode(),
                      memory=3 << 30, seconds=60)
    return files.keep(pades.seal(plain, reason=reason, where=where), name=name)
