"""How bidders quote for a lot, as its evaluation scheme says: for the wizard, for reading sheets, for showing them."""
from dataclasses import asdict, dataclass
from decimal import Decimal

from market.core import wording
from tenders.models import Lot
from tenders.rulebooks import schemes
from tenders.rulebooks.schemes import Scheme

from .opening.sheets import SIZES, Terms


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of the price asks for. ``brand`` names the core product whose brand is to be declared, empty where
    none is; ``share`` and ``domestic`` say whether the parts of small firms and of domestic products matter."""

    basis: str = schemes.TOTAL
    rate_kind: str = ""
    label: str = "投标报价"
    unit: str = "元"
    brand: str = ""
    share: bool = False
    domestic: bool = False

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate in percent and no sum in 元."""
        return self.basis == schemes.RATE

    def as_json(self) -> dict:
        """For the browser."""
        return asdict(self)


PRACTICE = Asked(domestic=True, brand="演练产品")
"""What a rehearsal asks for."""


def scheme_of(lot: Lot) -> Scheme | None:
    """The scheme of a lot; None for a tender that has none."""
    return lot.evaluation_scheme if lot.scheme or lot.tender.scheme else None


def asked(lot: Lot) -> Asked:
    """What is asked of those who bid for a lot."""
    scheme = scheme_of(lot)
    if scheme is None:
        return Asked()
    return Asked(scheme.basis, scheme.rate_kind, scheme.quote_label, scheme.unit,
                 scheme.core_product if scheme.same_brand else "", bool(scheme.consortium_deduction), scheme.domestic)


def terms(lot: Lot) -> Terms:
    """How its sheets are to be read."""
    found = asked(lot)
    return Terms(found.basis, found.rate_kind, ceiling(lot))


def ceiling(lot: Lot) -> Decimal | None:
    """The ceiling in 元 that a quote for the lot is measured by."""
    return lot.ceiling if lot.ceiling is not None else lot.tender.ceiling


def quoted(sheet: dict, label: str) -> str:
    """A quote in words with its unit: ``下浮率 12.50%``, ``5,986,000.00 元``; ``label`` names a rate."""
    value, unit = Decimal(sheet["quote"]["value"]), sheet["quote"]["unit"]
    return f"{label} {value:f}%" if unit == "%" else f"{wording.amount(value)} {unit}"


def declared(sheet: dict) -> str:
    """What a sheet declares beside the price, in words; empty where that is nothing."""
    said, found = sheet["declared"], []
    if said["size"] != "none":
        found.append(SIZES[said["size"]])
    if said["small_share"] is not None:
        share = (Decimal(said["small_share"]) * 100).normalize()
        found.append(f"联合体、分包中小微企业份额 {share:f}%")
    if said["brand"]:
        found.append(f"品牌 {said['brand']}")
    if said["domestic_part"] is not None and said["domestic_part"] == sheet["amount"]:
        found.append("全部按本国产品")
    elif said["domestic_part"] is not None:
        found.append(f"本国产品 {wording.amount(Decimal(said['domestic_part']))} 元")
    return "；".join(found)
