"""Who acts: the person who signed in, the party acted for, and what both may do. One plain value per request."""
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """``str(actor)`` is how logs name the person: ``user:<uuid>``; the public is ``public`` and is falsy.

    ``roles`` are those of a proved party, empty while it is pending; ``duties`` are the person's in that party.
    """

    user: UUID | None = None
    name: str = ""
    party: UUID | None = None
    party_name: str = ""
    proved: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    duties: frozenset[str] = field(default_factory=frozenset)

    def __str__(self):
        return f"user:{self.user}" if self.user else "public"

    def __bool__(self):
        return self.user is not None

    @property
    def acting_for(self) -> str:
        """How logs name the party acted for: ``party:<uuid>``, empty where none."""
        return f"party:{self.party}" if self.party else ""

    def acts_as(self, role: str, duty: str = "") -> bool:
        """Whether the person may act in a role of the party, with a duty where one is asked for."""
        return self.proved and role in self.roles and (not duty or duty in self.duties)


PUBLIC = Actor()
