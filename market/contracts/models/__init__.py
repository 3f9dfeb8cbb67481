from .archives import Archive
from .contracts import Contract, LateAct, Redaction, Signature
from .performance import Acceptance, AcceptanceLine, Change, Instalment, Milestone

__all__ = ["Acceptance", "AcceptanceLine", "Archive", "Change", "Contract", "Instalment", "LateAct", "Milestone",
           "Redaction", "Signature"]
