"""The verbs of a lot from the signing of its contract to the archive."""
from functools import cached_property

from market.core.steps import step

from .. import guards_contract as guards
from .. import ports


class LotContract:
    """The contract over a lot: signed, made public, filed, performed, accepted, paid, archived. What it says is kept by
    the app above; each verb moves the lot alone."""

    @cached_property
    def contract_standing(self) -> ports.ContractStanding | None:
        """How far its contract has come, asked once for all guards of a step."""
        return ports.contracts.standing(self.pk)

    @step(guards.contract_is_there, guards.award_stands, guards.amount_is_the_award, guards.performance_bond_fits,
          guards.no_matter_is_open, guards.both_signed)
    def sign_contract(self):
        """Both sides have signed the same text."""

    @step(guards.redaction_is_settled)
    def publish_contract(self):
        """The contract is public, what is secret by law left out."""

    @step(guards.paper_is_sealed)
    def file_contract(self):
        """The finance department has its copy."""

    @step(guards.milestones_are_set, guards.no_matter_is_open)
    def start_performance(self):
        """The winner performs."""

    @step(guards.milestones_are_done, guards.acceptance_is_there, guards.acceptance_passed)
    def accept(self):
        """What was delivered meets every standard of the contract."""

    @step(guards.everything_is_paid)
    def settle(self):
        """Everything is paid."""

    @step(guards.pack_is_made)
    def archive(self):
        """The record is complete and closed."""
