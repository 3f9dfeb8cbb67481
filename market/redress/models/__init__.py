"""What is kept of redress."""
from .complaints import Complaint, Copy, Pause, Reader
from .consequences import Consequence
from .drafts import Draft
from .enquiries import Enquiry
from .papers import Paper
from .queries import Query, QueryCopy

__all__ = ["Complaint", "Consequence", "Copy", "Draft", "Enquiry", "Paper", "Pause", "Query", "QueryCopy", "Reader"]
