from .awards import Award
from .bids import Bid, Participation, Submission, SubmittedVolume
from .opened import GivenKey, OpenedBid, OpenedFile
from .sessions import Attendance, Confirmation, Incident, Objection, OpeningSession, SessionEvent
from .verdicts import Verdict

__all__ = ["Attendance", "Award", "Bid", "Confirmation", "GivenKey", "Incident", "Objection", "OpenedBid",
           "OpenedFile", "OpeningSession", "Participation", "SessionEvent", "Submission", "SubmittedVolume", "Verdict"]
