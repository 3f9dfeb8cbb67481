from .bids import Bid, Participation, Submission, SubmittedVolume
from .opened import OpenedBid, OpenedFile
from .sessions import Attendance, Incident, Objection, OpeningSession, SessionEvent

__all__ = ["Attendance", "Bid", "Incident", "Objection", "OpenedBid", "OpenedFile", "OpeningSession", "Participation",
           "SessionEvent", "Submission", "SubmittedVolume"]
