"""What is kept of redress."""
from .complaints import Complaint, Copy, Pause, Reader
from .drafts import Draft
from .enquiries import Enquiry
from .papers import Paper
from .queries import Query, QueryCopy

__all__ = ["Complaint", "Copy", "Draft", "Enquiry", "Paper", "Pause", "Query", "QueryCopy", "Reader"]
