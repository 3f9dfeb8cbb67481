"""The verbs of the procedure, by topic; everybody calls them from here."""
from .advancing import advance
from .asking import answer, ask
from .changing import clarify, extend, extend_for_outage, forced_deadline
from .drafting import (
    add_document,
    ask_review,
    decide_review,
    draft,
    edit,
    edit_lot,
    keep_document,
    name_custodian,
    project_of,
    remove_lot,
    set_lot_scheme,
    set_lots,
    set_scheme,
)
from .ending import fail, hand_over, lots_to_relaunch, relaunch, terminate
from .errors import OtherChange, RevisionStale, StepRefused
from .holding import resume, resume_for_time, suspend
from .overrides import approve_override, propose_override
from .publishing import publish_intention, publish_notice

__all__ = ["OtherChange", "RevisionStale", "StepRefused", "add_document", "advance", "answer", "approve_override",
           "ask", "ask_review", "clarify", "decide_review", "draft", "edit", "edit_lot", "extend",
           "extend_for_outage", "fail", "forced_deadline", "hand_over", "keep_document", "lots_to_relaunch",
           "name_custodian", "project_of", "propose_override", "publish_intention", "publish_notice", "relaunch",
           "remove_lot", "resume", "resume_for_time", "set_lot_scheme", "set_lots", "set_scheme", "suspend",
           "terminate"]
