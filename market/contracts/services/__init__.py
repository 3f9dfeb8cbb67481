"""What people do with a contract; every verb checks, writes and moves in one transaction."""
from .accepting import accept, inspect
from .archiving import archive, make_up
from .changing import decline, propose
from .drafting import begin, offer, save, take_back
from .errors import RevisionStale, StepRefused
from .filing import file
from .paying import mark_paid, settle
from .performing import report_done, start
from .publishing import publish, redact, settle_redaction, unredact
from .signing import sign, sign_change, void

__all__ = ["RevisionStale", "StepRefused", "accept", "archive", "begin", "decline", "file", "inspect", "make_up",
           "mark_paid", "offer", "propose", "publish", "redact", "report_done", "save", "settle", "settle_redaction",
           "sign", "sign_change", "start", "take_back", "unredact", "void"]
