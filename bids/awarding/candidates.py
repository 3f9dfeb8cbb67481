"""Who is to be confirmed: the candidates of the report that stands, in order, without those already passed over."""
from uuid import UUID

from ..models import Award, Ranked, Ranking


def ranking_of(lot_id: UUID) -> Ranking | None:
    """The last signed report of a lot."""
    return Ranking.objects.filter(lot=lot_id, finished_at__isnull=False).order_by("-number").first()


def next_row(lot_id: UUID) -> Ranked | None:
    """The first candidate nobody made an award to yet; None where there is none."""
    ranking = ranking_of(lot_id)
    if ranking is None:
        return None
    tried = Award.objects.filter(lot=lot_id, ranking=ranking).values("bid")
    return ranking.rows.filter(candidate__isnull=False).exclude(bid__in=tried).select_related("bid__party").order_by(
        "candidate").first()


def next_candidate(lot_id: UUID) -> UUID | None:
    """The bid of that candidate."""
    row = next_row(lot_id)
    return row.bid_id if row else None


def living(lot_id: UUID) -> Award | None:
    """The award that stands for a lot."""
    return Award.objects.living().filter(lot=lot_id).select_related("bid__party", "ranking").first()


def stands(lot_id: UUID) -> bool:
    """Whether there is one."""
    return Award.objects.living().filter(lot=lot_id).exists()
