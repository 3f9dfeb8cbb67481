"""What a signed report says, on its page and on paper."""
from tenders.models import Lot

from ...models import Ranking, ReportSignature
from .. import looks, services
from .deciding import table


def context(lot: Lot, ranking: Ranking) -> dict:
    """What a report says, on the page and on paper."""
    names = looks.names_are_public(lot.tender)
    signatures = [{"row": one, "name": services.identity(one.member)["name"] if names else ""}
                  for one in ReportSignature.objects.filter(ranking=ranking).select_related("member")]
    criteria = {one.key: one for one in lot.evaluation_scheme.criteria}
    sheets = []
    for bid in ranking.bundle["bids"]:
        for expert, given in sorted((bid["scores"] or {}).items(), key=lambda one: int(one[0][1:])):
            sheets.append({"bid": bid["name"], "seat": f"{int(expert[1:]):02d} 席",
                           "points": [given[key] for key in criteria]})
    return {"lot": lot, "tender": lot.tender, "ranking": ranking, "scheme": lot.evaluation_scheme,
            "signatures": signatures, "criteria": list(criteria.values()), "sheets": sheets,
            "draws": list(lot.tie_draws.all()), "again": list(lot.reconsiderations.all()),
            "inquiries": list(lot.inquiries.select_related("bid__party"))} | table(ranking)
