"""Run the benchmarks and print one table: the ratio against the yardstick of the same run first, then both figures.

``make bench`` runs all; ``make bench ONLY="pages search"`` those.
"""
import importlib
import os
import platform
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def names() -> list[str]:
    """The benchmarks there are: modules of this folder that offer ``rows()``."""
    return sorted(path.stem for path in (ROOT / "bench").glob("*.py")
                  if "def rows(" in path.read_text(encoding="utf-8"))


def main(wanted: list[str]) -> None:
    console = Console()
    unknown = set(wanted) - set(names())
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    console.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
                  f"load {os.getloadavg()[0]:.1f}")
    for name in wanted or names():
        table = Table(title=name)
        for column, justify in (("what", "left"), ("ratio", "right"), ("ours", "right"), ("yardstick", "right"),
                                ("unit", "left")):
            table.add_column(column, justify=justify)
        with console.status(f"{name} …"):
            for what, ours, yardstick, ratio, unit in importlib.import_module(f"bench.{name}").rows():
                table.add_row(what, f"{ratio:.2f}", f"{ours:,.3f}", f"{yardstick:,.3f}", unit)
        console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
