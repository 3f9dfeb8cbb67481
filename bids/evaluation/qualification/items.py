"""What a bidder's qualification is reviewed by: the items of the scheme, or those the law itself names."""
from tenders.models import Lot
from tenders.rulebooks.offers import QUALIFICATION
from tenders.rulebooks.schemes import Item, SchemeUnreadable

VOLUME = "qualification"
"""The volume in which a bidder proves it."""


def items_of(lot: Lot) -> tuple[Item, ...]:
    """In their order. Where a lot has no scheme, or one that names nothing, it is reviewed by the law's own conditions.
    """
    try:
        return lot.evaluation_scheme.qualification or QUALIFICATION
    except SchemeUnreadable:
        return QUALIFICATION
