"""The verbs of a lot from the evaluation report to the result, and what undoes an award."""
from datetime import datetime, timedelta

from market.core import clock, workdays
from market.core.calendars import HolidayTableMissing
from market.core.holds import held_span
from market.core.steps import step
from market.core.wording import local_day

from .. import guards_award as guards
from ..rulebooks.clocks import end_of

TICK = timedelta(microseconds=1)


class LotAward:
    """Who wins. Each verb sets fields of its own lot only."""

    def confirmation_ends(self) -> datetime | None:
        """When silence confirms the first candidate: 24:00 of the last day, the time of suspensions not counted; None
        where the report is not delivered or the calendar of the year is not known."""
        number = self.rulebook.award_confirmation
        if self.delivered_at is None or number is None:
            return None
        try:
            calendar = workdays.load()
            end = clock.midnight_after(end_of(number, local_day(self.delivered_at), calendar))
            held = held_span(self, self.delivered_at, clock.now())
            return clock.midnight_after(calendar.roll(local_day(end + held - TICK))) if held else end
        except HolidayTableMissing:
            return None

    @step(guards.report_names_candidates)
    def deliver_report(self):
        """The principal has the report; the time to confirm runs."""
        self.delivered_at = clock.now()
        self.next_due_at = self.confirmation_ends()

    @step(guards.candidate_is_there, guards.price_is_a_sum)
    def confirm_award(self):
        """The next candidate in rank order is the winner."""
        self.awarded_at, self.next_due_at = clock.now(), None

    @step(guards.award_stands)
    def publish_result(self):
        """The result is public, the letters are out."""
        self.result_at = clock.now()

    @step(guards.contract_is_not_signed)
    def cancel_award(self):
        """The winner is the winner no longer."""

    @step(guards.somebody_is_next)
    def next_candidate(self):
        """The principal is to confirm the candidate that follows; the time for it runs anew."""
        self.delivered_at, self.awarded_at, self.result_at = clock.now(), None, None
        self.next_due_at = self.confirmation_ends()

    @step()
    def record_default(self):
        """The winner did not sign, or did not give the performance bond, without a lawful reason."""

    @step()
    def void_award(self):
        """The supervising department found the award void."""

    @step()
    def request_method_change(self):
        """The principal asks the finance department for another method."""
