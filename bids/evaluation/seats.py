"""How many sit in a committee, and of which kind. Plain functions of numbers; each number is the rulebook's."""
from decimal import Decimal

from tenders.rulebooks.base import Rulebook


def least(book: Rulebook, budget: Decimal) -> int:
    """The fewest seats for a budget in 元 (政府采购货物和服务招标投标管理办法 第四十七条)."""
    large = book.large_budget is not None and budget >= book.large_budget.value
    return (book.committee_large if large else book.committee).value


def most_representatives(book: Rulebook, size: int) -> int:
    """The most seats the principal's own people may take in a committee of that size."""
    return int(size * (1 - book.expert_share.value))


def experts_suffice(book: Rulebook, experts: int, size: int) -> bool:
    """Whether so many experts are enough in a committee of that size."""
    return size > 0 and experts >= size * book.expert_share.value
