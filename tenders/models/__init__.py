from .asking import Question
from .changes import Amendment
from .documents import DocumentVersion, Review
from .overrides import RuleOverride
from .tenders import Lot, Tender

__all__ = ["Amendment", "DocumentVersion", "Lot", "Question", "Review", "RuleOverride", "Tender"]
