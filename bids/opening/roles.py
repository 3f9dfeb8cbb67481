"""As what somebody looks at a session, and what may be shown to them."""
from dataclasses import dataclass

from market.custody.models import Seat

from ..models import Bid, OpeningSession
from . import policy
from .services import presence, releasing

LABELS = {"host": "主持人", "custodian": "解密保管人", "bidder": "投标人", "supervisor": "监督人员",
          "centre": "中心工作人员", "principal": "采购单位", "public": "公众"}
COUNTED = ("fixed", "decrypting", "opened", "read_out", "confirmed", "ended")
SHOWN = ("opened", "read_out", "confirmed", "ended")


@dataclass(frozen=True)
class Look:
    """One look at a session. ``roles`` are all that somebody has there, ``mode`` the one that is shown."""

    session: OpeningSession
    actor: object
    roles: tuple[str, ...]
    seat: Seat | None
    bids: tuple[Bid, ...]

    @property
    def mode(self) -> str:
        return self.roles[0] if self.roles else "public"

    @property
    def label(self) -> str:
        return LABELS[self.mode]

    @property
    def takes_part(self) -> bool:
        """Whether it is lawful to show the list once it is fixed, and names and prices once they are shown.

        The public reads them with the result, as the rulebook says; that is not built on this page.
        """
        return bool(self.roles)

    @property
    def sees_list(self) -> bool:
        return self.takes_part and self.session.status in COUNTED

    @property
    def sees_prices(self) -> bool:
        return self.takes_part and self.session.status in SHOWN

    @property
    def sees_record(self) -> bool:
        """The record of an opening is for all that took part; that of what is reviewed not for the bidders, whom it
        would tell what was wrong with another's files."""
        return self.sees_prices and (self.session.course.attended or set(self.roles) != {"bidder"})


def look(session: OpeningSession, actor, *, as_public: bool = False) -> Look:
    """Who somebody is in a session, by what they act for and do; a bidder is found by its own tags alone."""
    if not actor or as_public:
        return Look(session, actor, (), None, ())
    tender = session.tender
    seat = releasing.seat_of(session, actor)
    bids = tuple(presence.bids_of(session, actor.party))
    has = {
        "host": policy.may_host(session, "fix", actor),
        "custodian": seat is not None, "bidder": bool(bids),
        "supervisor": actor.acts_as("supervisor") and actor.party == tender.supervisor_id,
        "centre": actor.acts_as("centre"), "principal": policy.is_of_the_house(session, actor),
    }
    return Look(session, actor, tuple(role for role, so in has.items() if so), seat, bids)
