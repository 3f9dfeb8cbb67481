"""Vectors of 大写 that Python and the browser both pass: 分 as text, and the words. Run to write them anew."""
import json
from decimal import Decimal
from pathlib import Path

from market.core.money import in_words

PATH = Path(__file__).parent / "vectors" / "money_words.json"
CENTS = (0, 1, 10, 11, 99, 100, 101, 110, 111, 1000, 1005, 1050, 10_000, 10_001, 10_100, 100_000, 100_500, 1_000_000,
         1_000_010, 10_000_000, 10_000_001, 598_600_000, 615_000_000, 1_000_000_000, 1_001_000_000, 10_000_100_000,
         10_000_000_000, 10_000_000_100, 100_010_000_500, 123_456_789_012, 987_654_321_098, 1_000_000_000_000,
         20_003_000_400_056, 99_999_999_999_999, 100_000_000_000_000)


def vectors() -> list[dict[str, str]]:
    """Every amount with its words."""
    return [{"cents": str(count), "words": in_words(Decimal(count) / 100)} for count in CENTS]


if __name__ == "__main__":
    PATH.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
