"""The verbs of a lot between its opening and its evaluation report."""
from market.core import clock
from market.core.steps import step

from .. import guards_review as guards


class LotReview:
    """Who is qualified, then what the committee finds. Each verb sets fields of its own lot only."""

    @step(guards.every_bid_decided)
    def review_qualification(self):
        """The principal or its agent has decided on the qualification of every bid that was opened."""

    @step(guards.enough_qualified, guards.committee_is_seated)
    def start_evaluation(self):
        """The committee begins."""

    @step(guards.report_is_signed)
    def finish_evaluation(self):
        """The report is signed; from now on the time to deliver it runs."""
        self.evaluated_at = clock.now()

    @step(guards.there_is_a_ground_to_evaluate_anew)
    def re_evaluate(self):
        """The committee scores anew, on one of the grounds of the law."""
        self.evaluated_at = None
