"""Questions asked of the apps above. An unbound one fails the system check; it never answers by itself."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.checks import Error


class Unbound(LookupError):
    """A question was asked that no app answers."""


class Port:
    """Questions by name; an upper app binds a function to each when it is ready."""

    def __init__(self, name: str, *questions: str):
        self.name, self.questions = name, questions
        self._bound: dict[str, Callable] = {}

    def bind(self, **answers: Callable) -> None:
        """Let these functions answer. Raises TypeError for a question the port does not ask."""
        if unknown := set(answers) - set(self.questions):
            raise TypeError(f"The port {self.name} asks no {', '.join(sorted(unknown))}.")
        self._bound |= answers

    def __getattr__(self, question: str) -> Callable:
        if question.startswith("_") or question not in self.questions:
            raise AttributeError(question)
        if question not in self._bound:
            raise Unbound(f"Nobody answers {self.name}.{question}.")
        return self._bound[question]

    def faults(self) -> list[Error]:
        """What the system check reports."""
        return [Error(f"Nobody answers the question {self.name}.{one}.", id="tenders.E001",
                      hint="The app above binds it in its AppConfig.ready().")
                for one in self.questions if one not in self._bound]


bids = Port("bids", "valid_count", "valid_counts", "list_is_fixed", "session_url")
"""``valid_count(lot_id) -> int`` and ``valid_counts(tender_id) -> {lot_id: int}``: how many bids are handed in, to be
asked only once ``list_is_fixed(tender_id) -> bool``: the list of envelopes was fixed in the opening session.
``session_url(tender_id) -> str``: where the tender is opened, empty while it has no session."""

evaluation = Port("evaluation", "counts", "committee_faults", "unfinished", "reconsidered", "url")
"""``counts(tender_id) -> {lot_id: Counts}``: how far the review of opened bids has come, for every lot that has any.
``committee_faults(tender_id) -> [Reason]``: why its committee may not evaluate; ``unfinished(lot_id) -> [Reason]``:
what of an evaluation is not done; ``reconsidered(lot_id) -> bool``: a lawful ground to evaluate anew is on record.
``url(tender_id) -> str``: where the review and the evaluation of a tender are handled."""

awards = Port("awards", "next_candidate", "stands", "url")
"""``next_candidate(lot_id) -> bid id or None``: who is to be confirmed next in rank order; ``stands(lot_id) -> bool``:
an award was made and not ended; ``url(tender_id) -> str``: where the awards of a tender are handled."""

notices = Port("notices", "of_tender")
"""``of_tender(tender_id) -> [Published]``: what was made public of a tender, the newest first."""


@dataclass(frozen=True, slots=True)
class Published:
    """One notice of a tender as pages name it; ``digest`` is that of the version in force, ``versions`` how many."""

    title: str
    url: str
    kind: str
    at: datetime
    versions: int
    digest: str
    feed: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The opened bids of a lot: how many there are, on how many the qualification review has decided, how many it found
    qualified, and how many no verdict of any phase has put out."""

    opened: int = 0
    decided: int = 0
    qualified: int = 0
    standing: int = 0


contracts = Port("contracts", "standing")
"""``standing(lot_id) -> ContractStanding | None``: how far the contract over a lot has come; None where there is
none."""


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """The living contract of a lot as its guards see it, amounts in 元.

    ``amount`` and ``bond`` (the performance bond, None for none) are those of the contract, ``awarded`` that of the
    award it rests on, None where that award ended. ``signed`` names the sides that signed the text as it stands
    (``purchaser``, ``winner``), ``files`` says that the sealed paper is there. ``milestones`` and ``open_milestones``,
    ``instalments`` and ``unpaid`` are counts; ``acceptance`` is None before the first sheet, else whether every
    standard was met and, where the public is served, its users were heard; ``packed`` says that the archive is made
    up.
    """

    amount: Decimal
    awarded: Decimal | None
    bond: Decimal | None
    signed: frozenset[str]
    files: bool = False
    redacted: bool = False
    milestones: int = 0
    open_milestones: int = 0
    acceptance: bool | None = None
    instalments: int = 0
    unpaid: int = 0
    packed: bool = False


redress = Port("redress", "open_matters")
"""``open_matters(lot_id) -> [OpenMatter]``: enquiries, queries and complaints that may change the result of a lot and
are not over: while there is one, its contract is not signed (政府采购法实施条例 第五十四条)."""


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One of them: what it is called, its number, where it is handled, and why it stands in the way. No names."""

    label: str
    number: str
    url: str
    sentence: str
    law: str
