from .awards import Award, AwardLetter, MethodChange
from .ballots import Inquiry, Motion, Vote
from .bids import Bid, Participation, Submission, SubmittedVolume
from .committees import PUBLISHED, Committee, CommitteeEvent, Drawing, Member
from .opened import GivenKey, OpenedBid, OpenedFile
from .qualification import QualificationCheck, QualificationReview
from .rankings import Ranked, Ranking, Reconsideration, ReportSignature, TieDraw
from .scoring import Explanation, ObjectiveFact, Score, ScoreSheet
from .sessions import Attendance, Confirmation, Incident, Objection, OpeningSession, SessionEvent
from .verdicts import Verdict

__all__ = ["PUBLISHED", "Attendance", "Award", "AwardLetter", "Bid", "Committee", "CommitteeEvent", "Confirmation",
           "Drawing", "Explanation", "GivenKey", "Incident", "Inquiry", "Member", "MethodChange", "Motion",
           "Objection", "ObjectiveFact", "OpenedBid", "OpenedFile", "OpeningSession", "Participation",
           "QualificationCheck", "QualificationReview", "Ranked", "Ranking", "Reconsideration", "ReportSignature",
           "Score", "ScoreSheet", "SessionEvent", "Submission", "SubmittedVolume", "TieDraw", "Verdict", "Vote"]
