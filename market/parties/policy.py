"""Who may do what with accounts and organisations."""
from .actors import Actor
from .errors import PartyRefused

CENTRE_DUTIES = frozenset({"handler", "approver"})


def works_at_centre(actor: Actor) -> bool:
    """Whether the actor is staff of the trading centre who handle files."""
    return actor.acts_as("centre") and bool(actor.duties & CENTRE_DUTIES)


def administers(actor: Actor, party) -> bool:
    """Whether the actor is an administrator of that very organisation, acting for it."""
    return bool(actor) and actor.party == party.pk and "admin" in actor.duties


def need_centre(actor: Actor) -> None:
    """Raises PartyRefused unless the actor works at the centre."""
    if not works_at_centre(actor):
        raise PartyRefused("centre.only", "这一步只能由公共资源交易中心的经办人或审核人办理，没有任何内容被更改。")


def need_administrator(actor: Actor, party) -> None:
    """Raises PartyRefused unless the actor administers the organisation."""
    if not administers(actor, party):
        raise PartyRefused("admin.only", "这一步只能由本单位的单位管理员办理，没有任何内容被更改。请联系单位管理员。")
