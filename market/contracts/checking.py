"""Whether texts and signatures still hold: recomputed from what is kept, with public keys alone."""
from market.parties import passkeys

from . import text
from .models import Change, Contract, Signature


def holds(signature: Signature) -> bool:
    """Whether it is that key's signature over that digest."""
    return passkeys.holds(passkeys.Assertion(**signature.assertion), bytes.fromhex(signature.digest))


def faults() -> tuple[int, list[str]]:
    """How many texts there are, and a sentence for each that does not hold."""
    found, count = [], 0
    papers = [*Contract.objects.exclude(text=""), *Change.objects.select_related("contract")]
    for paper in papers:
        count += 1
        name = str(paper.of_contract.number) + (f"-补{paper.number}" if isinstance(paper, Change) else "")
        if text.digest(paper.text) != paper.digest:
            found.append(f"{name} 文本与摘要值不符。")
        rows = paper.signatures.filter(ended_at=None) if isinstance(paper, Change) else paper.signatures.filter(
            ended_at=None, change=None)
        found += [f"{name} {row.get_side_display()}的签署与文本不符。" for row in rows
                  if row.digest != paper.digest or not holds(row)]
    return count, found
