"""Rulebooks as documents: ``docs/rules.md``, ``docs/rules.lock``, and paths as pages and ``docs/states.md`` draw."""
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from tenders.rulebooks.base import GROUPS, Named, Rulebook, editions, everyone, numbers
from tenders.rulebooks.editions import differences, name, previous
from tenders.rulebooks.steps import ENDS, STATES, STEPS

HEAD = """# Rules

Written from the code by `manage.py rules --write`; a test fails when it is out of date. Each rulebook is one procedure
as a value; what changes is a new edition with its own first day. `docs/rules.lock` holds the digest of every released
edition. （待核） marks a number or article that still wants confirming. States and steps are in [states](states.md).
"""
LOCK_HEAD = """# Digest of every released edition of every rulebook; a test fails when one changes.
# New editions are added by `manage.py rules --write`. A released one is never rewritten: make a new edition.
"""
WIDE = 4
"""A step that leads the same way from more states than this is told once, not state by state."""


@dataclass(frozen=True, slots=True)
class Move:
    """A step out of a state, as shown. ``to`` is empty where the state stays."""

    label: str
    who: str
    to: str
    law: str
    froms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A state with the moves out of it; ``end`` where a procedure may rest there for good."""

    label: str
    end: bool
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A path as shown: the states of the tender, those of each lot, and the steps that many states allow."""

    tender: tuple[Place, ...]
    lot: tuple[Place, ...]
    anywhere: tuple[Move, ...]


def course(book: Rulebook) -> Course:
    """The path of a rulebook, state by state in the order it passes them."""
    order, ways = _order(book), _ways(book)
    anywhere = tuple(_move(book, step, after, froms) for (step, after), froms in ways.items() if len(froms) > WIDE)
    at = order.index(book.handover)
    places = [Place(STATES[state], state in ENDS, tuple(
        _move(book, step, after, (state,)) for (step, after), froms in ways.items()
        if state in froms and len(froms) <= WIDE)) for state in order]
    return Course(tuple(places[:at]), tuple(places[at:]), anywhere)


def _order(book: Rulebook) -> list[str]:
    """The states in the order the path passes them, those where it may end last."""
    passed = dict.fromkeys(state for edge in book.path for state in (edge.before, edge.after))
    return sorted(passed, key=lambda state: state in ENDS)


def _ways(book: Rulebook) -> dict[tuple[str, str], list[str]]:
    """From which states a step leads to which; to "" where it leaves them as they are."""
    ways = defaultdict(list)
    for edge in book.path:
        ways[edge.step, "" if edge.after == edge.before else edge.after].append(edge.before)
    order = _order(book)
    return {way: sorted(froms, key=order.index) for way, froms in ways.items()}


def _move(book: Rulebook, step: str, after: str, froms) -> Move:
    return Move(STEPS[step].label, STEPS[step].who, STATES.get(after, ""), book.basis.get(step, ""),
                tuple(STATES[state] for state in froms))


def by_group(book: Rulebook) -> list[tuple[str, list[Named]]]:
    """The numbers of a rulebook under their headings."""
    held = sorted(numbers(book), key=lambda one: GROUPS.index(one.group))
    return [(group, list(rows)) for group, rows in groupby(held, key=lambda one: one.group)]


def written() -> str:
    """``docs/rules.md``, whole: the newest edition of each rulebook, then what each edition changed."""
    newest = {book.key: book for book in everyone()}
    return "\n".join([HEAD, *(_section(book) for book in newest.values())])


def _section(book: Rulebook) -> str:
    lines = [f"## {book.key}（{book.title}）", "", f"{'；'.join(book.law)}。", "",
             "| number | what | value | law |", "|---|---|---|---|",
             *(f"| `{one.name}` | {one.label} | {one.words} | {one.number.law}{_doubt(one)} |"
               for one in numbers(book)), "", "| edition in force from | what changed | digest |", "|---|---|---|",
             *(f"| {one.since} | {_news(one)} | `{one.digest}` |" for one in editions(book.key))]
    return "\n".join([*lines, ""])


def _news(book: Rulebook) -> str:
    older = previous(book)
    if older is None:
        return "the first edition"
    return "<br>".join(f"{one.label}：{one.before or '—'} → {one.after or '—'}" for one in differences(older, book))


def _doubt(one: Named) -> str:
    return "" if one.number.sure else "（待核）"


def lock() -> str:
    """``docs/rules.lock`` as it should stand if every edition is released as it is."""
    return LOCK_HEAD + "".join(f"{name(book)} {book.digest}\n" for book in everyone())


def paths_drawn(book: Rulebook) -> str:
    """The path of a rulebook as a section of ``docs/states.md``; what leads the same way stands in one row."""
    lines = [f"## {name(book)}（{book.title}）", "",
             f"The tender runs to `{book.handover}`, each lot from there on.", "",
             "| from | step | to | by |", "|---|---|---|---|"]
    by_hand = {edge.step: edge.by_hand for edge in book.path}
    for (step, after), froms in _ways(book).items():
        who = "a person or program" if by_hand[step] else "the clockwork or another step"
        lines.append(f"| {', '.join(_state(state) for state in froms)} | `{step}` {STEPS[step].label} | "
                     f"{_state(after) if after else 'the same'} | {who} |")
    return "\n".join([*lines, ""])


def _state(state: str) -> str:
    return f"`{state}` {STATES[state]}"
