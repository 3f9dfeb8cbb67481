"""The verbs of accounts and organisations. All are keyword-only past their object, atomic, and raise PartyRefused."""
from .claims import challenge, prove_by_certificate, review_claim, send_licence
from .files import (
    AGENTS,
    add_certificate,
    change_profile,
    check_certificate,
    give_mandate,
    may_act_for,
    revoke_certificate,
    revoke_mandate,
)
from .founding import Founder, centre_exists, found_centre
from .keys import register_signing_key, revoke_signing_key
from .members import admit, ask_to_join, change_duties, leave, refuse
from .recovery import confirm_recovery, open_recovery, refuse_recovery, use_recovery
from .registering import claim, open_account, register
from .roles import give_role, take_role

__all__ = ["AGENTS", "Founder", "add_certificate", "admit", "ask_to_join", "centre_exists", "challenge",
           "change_duties", "change_profile", "check_certificate", "claim", "confirm_recovery", "found_centre",
           "give_mandate", "give_role", "leave", "may_act_for", "open_account", "open_recovery",
           "prove_by_certificate", "refuse", "refuse_recovery", "register", "register_signing_key", "review_claim",
           "revoke_certificate", "revoke_mandate", "revoke_signing_key", "send_licence", "take_role", "use_recovery"]
