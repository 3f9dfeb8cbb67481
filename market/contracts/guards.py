"""Named preconditions of a contract's own steps: drafting and offering its text."""
from market.core.guards import Reason, guard

from . import blanks


def _faults(contract) -> list[Reason]:
    return blanks.faults(contract.blanks, amount=contract.amount, book=contract.lot.rulebook)


@guard("contract.incomplete", "合同还有没有填写或者不符合规定的内容，不能定稿；请补充。", words=_faults)
def everything_filled_in(contract) -> bool:
    return not _faults(contract)


@guard("contract.no_award", "合同所依据的中标结果已经不再有效，不能定稿；请按新的中标结果重新起草。",
       law="政府采购法 第四十六条")
def award_lives(contract) -> bool:
    return contract.award.ended_at is None
