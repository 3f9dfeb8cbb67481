"""The legal days of a contract, by the numbers of its lot's rulebook. None where a holiday table lacks or there is no
rule: nothing is guessed and nothing is then called late."""
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from market.core import workdays
from market.core.calendars import HolidayTableMissing
from market.core.wording import local_day
from tenders.rulebooks import clocks
from tenders.rulebooks.numbers import Number, days

CONSEQUENCE = {
    "sign": "采购人无正当理由不按期签订合同的，由财政部门责令限期改正，给予警告。",
    "publish": "由财政部门责令限期改正，给予警告；对直接负责的主管人员和其他直接责任人员依法给予处分，并予以通报。",
    "file": "由财政部门责令限期改正，给予警告；对直接负责的主管人员和其他直接责任人员依法给予处分，并予以通报。",
    "pay": "迟延支付中小企业款项的，应当支付逾期利息。",
}
LAW = {"sign": "政府采购法 第七十一条", "publish": "政府采购法实施条例 第六十七条",
       "file": "政府采购法实施条例 第六十七条",
       "pay": "保障中小企业款项支付条例（2025年修订） 第十七条"}
"""What follows of a late act, and by which article."""


def _end(number: Number | None, since: datetime | date | None) -> date | None:
    if number is None or since is None:
        return None
    try:
        return clocks.end_of(number, local_day(since), workdays.load())
    except HolidayTableMissing:
        return None


def sign_by(award, book) -> date | None:
    """The last day to sign, from the award letter."""
    return _end(book.contract_signing, award.letter_at)


def publish_by(contract) -> date | None:
    """The last day to make the contract public, from its signing."""
    return _end(contract.lot.rulebook.contract_notice, contract.signed_at)


def file_by(contract) -> date | None:
    """The last day to file the copy with the finance department, from the signing."""
    return _end(contract.lot.rulebook.contract_filing, contract.signed_at)


def pay_by(agreed: int, since: date) -> date | None:
    """The last day of an agreed time to pay, in calendar days."""
    return _end(days(agreed, LAW["pay"]), since)


def keep_until(book, ended: date) -> date | None:
    """The first day on which the archive may be destroyed."""
    if book.retention is None:
        return None
    year = ended.year + int(book.retention.value)
    return date(year, 3, 1) if (ended.month, ended.day) == (2, 29) else ended.replace(year=year)


def room(amount: Decimal, added: Iterable[Decimal], cap: Number | None) -> Decimal | None:
    """What may still be added to a contract (元, down to the cent); None where there is no cap. Never below 0."""
    if cap is None:
        return None
    most = Decimal(int(Fraction(amount) * Fraction(cap.value) * 100)) / 100
    return max(most - sum(added, Decimal(0)), Decimal(0))
