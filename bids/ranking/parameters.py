"""The numbers of the law that a ranking uses: those of the rulebook edition a tender was published under."""
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from tenders.rulebooks.base import Rulebook

DOMESTIC_SINCE = date(2026, 1, 1)
"""Documents issued before this day (Shanghai) know no preference for domestic products (国办发〔2025〕34号)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """Shares, 0–1, named as in the rulebook; None where the edition has no such rule. The defaults are those in force
    from 2026 on. From ``consortium_share`` on a bid has the smaller deduction; ``domestic_preference`` comes off the
    domestic part; below the three others a price is noticed as very low."""

    consortium_share: Decimal | None = Decimal("0.30")
    domestic_preference: Decimal | None = Decimal("0.20")
    low_price_mean: Decimal | None = Decimal("0.50")
    low_price_second: Decimal | None = Decimal("0.50")
    low_price_ceiling: Decimal | None = Decimal("0.45")

    @classmethod
    def of(cls, book: Rulebook) -> "Rules":
        """Those of an edition."""
        held = {one.name: getattr(book, one.name) for one in fields(cls)}
        return cls(**{name: None if number is None else Decimal(number.value) for name, number in held.items()})


PRESENT = Rules()
OUTLIER = Decimal("0.20")
"""Of the points that are judged, where the edition names no other share: an expert further from the mean of the others
is asked to explain (政府采购货物和服务招标投标管理办法 第六十四条)."""
