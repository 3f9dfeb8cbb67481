"""What stands in the rail of the desk. Data only: an entry is listed once its page exists, and never before.

``ENTRIES`` is in the order shown. An entry is for those whose party has one of its ``roles`` and who have one of its
``duties`` there; empty means everybody who signed in. A page names its entry by ``desk_here``.
"""
from dataclasses import dataclass

from django.urls import reverse

from market.parties.actors import Actor
from market.parties.policy import CENTRE_DUTIES
from market.parties.roles import DUTIES, ROLES
from tenders.policy import PRINCIPALS, WORKING

AT_MOST = 8
"""Entries one person sees; a test walks every role and duty."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``key`` is what pages say in ``desk_here``; ``view`` the name of the page's address."""

    key: str
    label: str
    view: str
    roles: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        return reverse(self.view)

    def is_for(self, actor: Actor) -> bool:
        """Whether it is offered to this person, in the party now acted for."""
        if self.unless & actor.roles:
            return False
        return all(not wanted or bool(wanted & had)
                   for wanted, had in ((self.roles, actor.roles), (self.duties, actor.duties)))


OFFICES = frozenset({"centre", "supervisor"})
"""Who oversees trade does not bid, though registration gave it the role of a supplier like everybody."""

ENTRIES: tuple[Entry, ...] = (
    Entry("todo", "待办", "portal:desk"),
    Entry("tenders", "招标项目", "tenders:list", frozenset({*PRINCIPALS, "agent", "central_body", *OFFICES}), WORKING),
    Entry("contracts", "合同与履约", "contracts:list",
          frozenset({*PRINCIPALS, "agent", "central_body", "supplier", "supervisor"}),
          frozenset({"handler", "approver", "finance"})),
    Entry("expert", "评标", "evaluations:expert", frozenset({"expert"})),
    Entry("bids", "我的投标", "bids:mine", frozenset({"supplier"}), unless=OFFICES),
    Entry("questions", "提疑", "tenders:questions", frozenset({"supplier"}), unless=OFFICES),
    Entry("bonds", "保证金", "bonds:list", frozenset({"supplier"}), unless=OFFICES),
    Entry("objections", "询问质疑投诉", "redress:list", frozenset({"supplier", *PRINCIPALS, "agent", "central_body"}),
          frozenset({"handler", "approver", "host"}), unless=OFFICES),
    Entry("cases", "投诉案件", "redress:cases", frozenset({"supervisor"}), frozenset({"handler", "approver"})),
    Entry("custody", "密钥保管", "custody:seats", duties=frozenset({"custodian"})),
    Entry("outages", "故障延期", "portal:outages", frozenset({"supervisor"}), frozenset({"handler", "approver"})),
    Entry("rules", "地方规定", "portal:overrides", OFFICES, frozenset({"handler", "approver"})),
    Entry("claims", "主体管理", "parties:claims", frozenset({"centre"}), CENTRE_DUTIES),
    Entry("payments", "资金", "funds:overview", frozenset({"centre"}), frozenset({"finance"})),
    Entry("payments", "资金", "funds:overview", frozenset({"supervisor"}), frozenset({"handler", "approver"}),
          unless=frozenset({"centre"})),
    Entry("profile", "本单位", "parties:profile"),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the frame of every desk page shows; made without a query."""

    actor: Actor

    @property
    def rail(self) -> list[Entry]:
        return [entry for entry in ENTRIES if entry.is_for(self.actor)][:AT_MOST]

    @property
    def capacity(self) -> str:
        """What the person is to the party, in one word of the screen: their first duty, else the party's first role."""
        return next((label for key, label in DUTIES.items() if key in self.actor.duties),
                    next((role.label for key, role in ROLES.items() if key in self.actor.roles), "账号"))
