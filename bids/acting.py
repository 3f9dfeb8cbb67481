"""Who acts on a bid while it is sealed: nobody but a tag."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bidder as the log of steps may know it: ``tag:<owner tag>``, neither the person nor the organisation.

    Made by services that have looked at the real actor; whoever holds one is taken for the owner of that tag.
    """

    tag: str

    def __str__(self):
        return f"tag:{self.tag}"
