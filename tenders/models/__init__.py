from .asking import Question
from .changes import Amendment
from .documents import DocumentVersion, DraftEdit, Review
from .lots import Lot
from .overrides import RuleOverride
from .tenders import Tender

__all__ = ["Amendment", "DocumentVersion", "DraftEdit", "Lot", "Question", "Review", "RuleOverride", "Tender"]
