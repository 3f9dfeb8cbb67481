"""Making actors: who somebody is at this moment, in the party they act for."""
from market.core import clock

from .actors import PUBLIC, Actor
from .models import Membership, Party, User


def memberships(user: User):
    """The organisations a person belongs to now, in the order of their names; closed ones left out."""
    now = clock.now()
    return (Membership.objects.filter(user=user, since__lte=now, until=None).exclude(party__status=Party.Status.CLOSED)
            .select_related("party").order_by("party__name", "pk"))


def actor_of(user: User, party: Party | None = None) -> Actor:
    """The actor a person is, acting for ``party``, else for the only organisation they belong to.

    Who names a party they do not belong to acts for nobody. Roles come with a proved party alone.
    """
    if not user.is_active:
        return PUBLIC
    found = list(memberships(user))
    chosen = next((one for one in found if party is not None and one.party_id == party.pk), None)
    if chosen is None and party is None and len(found) == 1:
        chosen = found[0]
    name = user.name or user.username
    if chosen is None:
        return Actor(user=user.pk, name=name)
    whose = chosen.party
    proved = whose.status == Party.Status.PROVED
    roles = frozenset(whose.roles.filter(until=None).values_list("role", flat=True)) if proved else frozenset()
    return Actor(user=user.pk, name=name, party=whose.pk, party_name=whose.name, proved=proved, roles=roles,
                 duties=frozenset(chosen.duties))
