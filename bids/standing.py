"""Who bid for a lot, as other parts of the platform may ask: a party about itself, names once the lot is open."""
from market.core import tags

from .models import Bid


def handed_in(lot, party) -> bool:
    """Whether a party's bid for a lot stands, found by its own tag alone; to be asked by that party about itself."""
    return Bid.objects.handed_in().filter(lot=lot.pk, tag=tags.owner_tag(lot.pk, party)).exists()


def bidders(lot) -> list[tuple]:
    """Id and name of each party whose bid for a lot was opened, by name; nobody before that."""
    return list(Bid.objects.filter(lot=lot.pk, party__isnull=False).order_by("party__name").values_list(
        "party", "party__name"))
