"""The stack of folders, seen from imports and from foreign keys; the import linter cannot see the second."""
import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
STACK = (
    ("market.core",),
    ("market.parties",),
    ("market.custody", "market.funds", "market.projects"),
    ("tenders",),
    ("bids",),
    ("market.contracts", "market.redress"),
    ("intermediaries",),
    ("ratings",),
    ("publish",),
    ("search",),
    ("market.portal",),
    ("market.api",),
    ("market.urls", "market.celery"),
)
"""From the ground up; folders on one floor do not know each other."""
OURS = {"market", "tenders", "bids", "intermediaries", "ratings", "publish", "search"}
FORBIDDEN_FILES = {"utils.py", "helpers.py", "misc.py", "common.py", "tools.py"}
RULE_WORDS = {"trade", "method"}


def floor(module: str) -> int | None:
    """On which floor a dotted module stands; None for what is beside the stack (settings, manage)."""
    for number, folders in enumerate(STACK):
        if any(module == folder or module.startswith(f"{folder}.") for folder in folders):
            return number
    return None


def folder_of(module: str) -> str | None:
    return next((folder for folders in STACK for folder in folders
                 if module == folder or module.startswith(f"{folder}.")), None)


def sources() -> list[Path]:
    return [path for top in sorted(OURS) for path in sorted((ROOT / top).rglob("*.py"))]


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every module a file imports, at its head or inside a function, relative ones resolved; names included."""
    module, found = dotted(path), set()
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                anchor = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*anchor, *([node.module] if node.module else [])])
            found.update({base, *(f"{base}.{name.name}" for name in node.names)})
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_from_its_own_folder_and_from_floors_below(path):
    here = dotted(path)
    if floor(here) is None:
        return

    upward = {name for name in imports(path) if floor(name) is not None and folder_of(name) != folder_of(here)
              and floor(name) >= floor(here)}

    assert not upward, f"{here} reaches up or sideways to {sorted(upward)}"


@pytest.mark.parametrize("model", [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS],
                         ids=lambda model: model._meta.label)
def test_a_foreign_key_points_only_to_its_own_folder_and_to_floors_below(model):
    here = model.__module__

    for field in model._meta.get_fields():
        target = field.related_model if field.is_relation and not field.auto_created else None
        if target is None or floor(target.__module__) is None or folder_of(target.__module__) == folder_of(here):
            continue
        assert floor(target.__module__) < floor(here), f"{model._meta.label}.{field.name} points up to {target}"


ONE_DOOR = {
    "urllib3": {"market/core/outbound.py"},
    "requests": set(),
    "httpx": set(),
    "urllib.request": {"market/standins/"},
    "http.client": {"market/portal/management/commands/serve.py"},
    "tantivy": {"search/engines/"},
    "rjieba": {"search/"},
    "weasyprint": {"market/core/typesetting.py"},
    "cryptography": {"market/custody/", "market/core/tags.py", "market/parties/possession.py",
                     "market/parties/statements.py", "market/standins/identity/"},
    "pyhanko": {"market/custody/pades.py"},
    "structlog": {"market/core/logs.py", "market/portal/access.py"},
    "oscar": {"intermediaries/shop/", "market/settings/oscar.py"},
}
"""Libraries that are reached through one place only, so that what holds there holds everywhere."""


@pytest.mark.parametrize("library", ONE_DOOR)
def test_a_library_with_one_door_is_imported_there_only(library):
    strangers = {name for path in sources() if (name := str(path.relative_to(ROOT)))
                 and any(found == library or found.startswith(f"{library}.") for found in imports(path))
                 and not any(name.startswith(door) for door in ONE_DOOR[library])}

    assert not strangers


def test_search_knows_of_publish_nothing_but_the_public_record_and_what_is_read_off_it():
    asked = {name for path in sources() if path.relative_to(ROOT).parts[0] == "search"
             for name in imports(path) if name.startswith("publish") and not name.startswith("publish.shapes.")}

    assert asked <= {"publish", "publish.models", "publish.models.PublicRecord", "publish.models.records",
                     "publish.models.records.PublicRecord", "publish.overtaken", "publish.shapes"}


def test_every_folder_of_code_has_its_floor():
    loose = {dotted(path) for path in sources() if floor(dotted(path)) is None
             and not dotted(path).startswith(("market.settings", "market.wsgi", "market.asgi",
                                                                                      "market.standins"))}

    assert loose <= {"market"}


def test_no_file_has_a_name_that_says_nothing():
    assert not [path for path in sources() if path.name in FORBIDDEN_FILES]


def compared(node: ast.AST) -> str | None:
    """The name of a trade or method that is compared with a written-out string, if this node does so."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        literal = any(isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
                      for side in sides
                      for part in (side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]))
        for side in sides:
            name = getattr(side, "attr", getattr(side, "id", None))
            if literal and name in RULE_WORDS:
                return name
    if isinstance(node, ast.Match):
        name = getattr(node.subject, "attr", getattr(node.subject, "id", None))
        return name if name in RULE_WORDS else None
    return None


@pytest.mark.parametrize("code", ["x.trade == 'land'", "trade in ('land', 'property')", "t.method != 'auction'"])
def test_a_comparison_of_trade_or_method_is_noticed(code):
    assert any(compared(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize("code", ["request.method == 'POST'", "a.trade == b.trade", "x.method == ''"])
def test_an_innocent_comparison_is_left_alone(code):
    assert not any(compared(node) and not _http(node) for node in ast.walk(ast.parse(code)))


def _http(node: ast.AST) -> bool:
    """Whether it is the method of a request that is compared, which is another matter."""
    left = getattr(node, "left", None)
    return isinstance(left, ast.Attribute) and isinstance(left.value, ast.Name) and left.value.id == "request"


@pytest.mark.parametrize("path", [path for path in sources() if "rulebooks" not in path.parts],
                         ids=lambda path: str(path.relative_to(ROOT)))
def test_code_outside_the_rulebooks_does_not_compare_a_trade_or_a_method(path):
    found = [f"line {node.lineno}: {compared(node)}" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if compared(node) and not _http(node)]

    assert not found, "ask the rulebook or core.trades for a value instead"


def test_a_stand_in_is_a_program_of_its_own():
    mine = {path for path in sources() if dotted(path).startswith("market.standins")}

    assert mine and not [name for path in mine for name in imports(path)
                         if floor(name) is not None or name.split(".")[0] == "django"]
    assert not [path for path in set(sources()) - mine
                if any(name.startswith("market.standins") for name in imports(path))]
