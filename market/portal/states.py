"""``docs/states.md``, drawn from the paths of the models and of the rulebooks: which step leads from where to where."""
from django.apps import apps
from django.db.models import Model

from tenders.rulebooks.base import everyone

from . import rules

HEAD = """# States

Drawn from the code by `manage.py draw_states`; a test fails when it is out of date. A state moves by these steps and by
nothing else; each is taken through `core.steps.take_step`, which says why when it refuses.
"""


def machines(modules: tuple[str, ...] = ("market", "tenders", "publish", "search")) -> list[type[Model]]:
    """Our models whose state moves along a path, by label."""
    return sorted((model for model in apps.get_models()
                   if model.__module__.split(".")[0] in modules and isinstance(getattr(model, "path", None), tuple)),
                  key=lambda model: model._meta.label)


def drawn() -> str:
    """The whole document."""
    newest = {book.key: book for book in everyone()}
    return "\n".join([HEAD, *(_table(model) for model in machines()),
                      *(rules.paths_drawn(book) for book in newest.values())])


def _table(model: type[Model]) -> str:
    names = dict(model._meta.get_field("status").choices or ())
    lines = [f"## {model._meta.label}（{model._meta.verbose_name}）", "",
             "| from | step | to | by |", "|---|---|---|---|"]
    for edge in model.path:
        who = "a person or program" if edge.by_hand else "the clockwork or another step"
        lines.append(f"| {_state(edge.before, names)} | `{edge.step}` | {_state(edge.after, names)} | {who} |")
    return "\n".join([*lines, ""])


def _state(state: str, names: dict) -> str:
    return f"`{state}` {names[state]}" if state in names else f"`{state}`"
