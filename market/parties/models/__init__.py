from .accounts import AccountAct, Recovery, SignIn, User
from .certificates import Certificate, SigningKey
from .claims import Claim, ClaimReview
from .mandates import Mandate
from .parties import Identifier, Membership, Party, PartyRole

__all__ = ["AccountAct", "Certificate", "Claim", "ClaimReview", "Identifier", "Mandate", "Membership", "Party",
           "PartyRole", "Recovery", "SignIn", "SigningKey", "User"]
