"""The accounts. What the bank holds stands on the debit side, whose money it is on the credit side."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """``key`` stands in postings; ``owed`` says that its balance is what somebody is owed (credit), else it is what
    there is (debit). ``words`` is what lies in it."""

    key: str
    label: str
    owed: bool
    words: str


BANK, BONDS, PERFORMANCE = "bank", "bonds", "performance"
UNMATCHED, RETURNING, TREASURY = "unmatched", "returning", "treasury"
INTEREST, INTEREST_OWED = "interest", "interest_owed"

ACCOUNTS = {one.key: one for one in (
    Account(BANK, "专户存款", False, "银行专户里的钱"),
    Account(BONDS, "投标保证金", True, "已计入、尚未退还的投标保证金"),
    Account(PERFORMANCE, "履约保证金", True, "已计入、尚未退还的履约保证金"),
    Account(UNMATCHED, "待核来款", True, "没有计入任何缴款单、尚未转入退还的来款"),
    Account(RETURNING, "退款在途", True, "已转入退还、银行尚未付出的款项"),
    Account(TREASURY, "应缴国库", True, "不予退还、待上缴国库的保证金"),
    Account(INTEREST, "逾期退还的资金占用费", False, "因逾期退还应由责任单位承担的占用费"),
    Account(INTEREST_OWED, "应付资金占用费", True, "应付给缴款人的占用费"),
)}

HELD = {"bid_bond": BONDS, "performance_bond": PERFORMANCE}
"""The account in which money of a bill's purpose lies."""
