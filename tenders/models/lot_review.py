"""The verbs of a lot between its opening and its evaluation report."""
from market.core.steps import step

from .. import guards_review as guards


class LotReview:
    """Who is qualified, then what the committee finds. Each verb sets fields of its own lot only."""

    @step(guards.every_bid_decided)
    def review_qualification(self):
        """The principal or its agent has decided on the qualification of every bid that was opened."""
