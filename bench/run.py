"""Run the benches and print one table: the ratio to the yardstick first, our own figure second.

``python bench/run.py`` runs every module of this folder that has ``rows()``, ``python bench/run.py pages core`` these.
Each module runs in a process of its own; its ``rows()`` returns tuples of name, our figure, the yardstick's figure from
the same run, their ratio, and the unit of both figures.
"""
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MARK = "ROWS "


def modules() -> list[str]:
    """The benches there are, by name."""
    return sorted(path.stem for path in HERE.glob("*.py") if path != Path(__file__) and "def rows(" in path.read_text())


def machine() -> str:
    """What the figures were measured on."""
    facts = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    memory = int(facts["MemTotal"].split()[0]) / 2**20
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True,
                            check=False)
    return (f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}, "
            f"Python {platform.python_version()}, load before {load}, commit {commit.stdout.strip() or 'unknown'}")


def measure(name: str) -> list:
    """The rows of one bench, measured in a fresh process. Raises RuntimeError with its last words where it fails."""
    with tempfile.TemporaryDirectory(prefix="market-bench-") as var:
        environment = {**os.environ, "MARKET_VAR": var, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, __file__, "--here", name], cwd=ROOT, env=environment, text=True,
                              capture_output=True, check=False)
    found = [line.removeprefix(MARK) for line in done.stdout.splitlines() if line.startswith(MARK)]
    if done.returncode or not found:
        raise RuntimeError((done.stderr or done.stdout)[-1500:])
    return json.loads(found[-1])


def here(name: str) -> None:
    """In the fresh process: set Django up, measure, hand the rows over."""
    import importlib

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.test")
    django.setup()
    print(MARK + json.dumps(importlib.import_module(f"bench.{name}").rows()))


def main(chosen: list[str]) -> int:
    """Run the chosen benches, or all; the exit status says whether all of them could be measured."""
    from rich.console import Console
    from rich.table import Table

    if unknown := sorted(set(chosen) - set(modules())):
        sys.exit(f"no such bench: {', '.join(unknown)}; there are {', '.join(modules())}")
    console, failed = Console(width=None if sys.stdout.isatty() else 120), 0
    console.print(machine())
    for name in chosen or modules():
        began = time.monotonic()
        try:
            rows = measure(name)
        except RuntimeError as error:
            console.print(f"{name} failed: {error}", markup=False)
            failed += 1
            continue
        table = Table(title=f"{name} ({time.monotonic() - began:.0f} s)", title_justify="left")
        table.add_column("what")
        for head in ("ratio", "ours", "yardstick"):
            table.add_column(head, justify="right")
        table.add_column("unit")
        for what, ours, yardstick, ratio, unit in rows:
            table.add_row(what, f"{ratio:,.2f}", f"{ours:,.2f}", f"{yardstick:,.2f}", unit)
        console.print(table)
    return failed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        here(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))
