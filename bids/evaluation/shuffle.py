"""In which order a member reads the bids, and by which letter: another one for each member, the same at every look."""
import hmac
from collections.abc import Iterable, Sequence
from uuid import UUID

STEMS = "甲乙丙丁戊己庚辛壬癸"


def order(bids: Iterable[UUID], *, secret: bytes, member: UUID) -> list[UUID]:
    """The bids as this member meets them: by HMAC-SHA-256 under the committee's secret over ``member|bid``."""
    return sorted(bids, key=lambda bid: hmac.digest(secret, f"{member}|{bid}".encode(), "sha256"))


def letter(place: int) -> str:
    """甲, 乙 … 癸, then 甲2, 乙2 …; ``place`` counts from 0."""
    again, at = divmod(place, len(STEMS))
    return STEMS[at] + (str(again + 1) if again else "")


def letters(bids: Sequence[UUID]) -> dict[UUID, str]:
    """The letter of each bid, in the order given."""
    return {bid: letter(place) for place, bid in enumerate(bids)}
