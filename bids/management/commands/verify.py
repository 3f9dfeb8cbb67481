"""``manage.py verify BUNDLE``: recompute the ranking in an evaluation bundle as anybody can, from the file alone."""
import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from bids.ranking import BundleFault, Difference, Incomplete, bundles, gate, rank, verify
from bids.ranking.values import FAILURES, Evaluation, Outcome, Row

MOST = 64 * 2**20
"""Bytes of a bundle that is read."""
HEADS = ("名次", "投标人", "评审价", "价格分", "其他部分", "总分", "说明")


class Command(BaseCommand):
    help = "Recompute the ranking in an evaluation bundle; name every place that differs, and fail if there is one."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("bundle", type=Path, metavar="BUNDLE")

    def handle(self, *, bundle: Path, **options):
        screen = Console(file=self.stdout._out, width=None if self.stdout.isatty() else 120)
        try:
            raw = _bytes(bundle)
            differences, evaluation = verify(raw), bundles.read(raw)
        except OSError as error:
            raise CommandError(f"文件无法读取：{error.strerror or error}。") from error
        except (BundleFault, Incomplete) as fault:
            raise CommandError(f"{fault.code} {fault.sentence}") from fault
        _head(screen, raw, evaluation)
        screen.print(_table(evaluation, rank(evaluation), differences))
        for one in differences:
            screen.print(f"{one.path}\n  {one.sentence}", markup=False, highlight=False, soft_wrap=True, style="red")
        if differences:
            first = differences[0]
            raise CommandError(f"重算发现 {len(differences)} 处不一致，首处在 {first.path}：{first.sentence}")
        screen.print("重算一致：包中的每个分数、名次和结论都由包内数据得出。", style="green", highlight=False)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(MOST + 1)
    if len(raw) > MOST:
        raise BundleFault("bundle.format")
    return raw


def _head(screen: Console, raw: bytes, evaluation: Evaluation) -> None:
    book, digest = evaluation.rulebook, hashlib.sha256(raw).hexdigest()
    for line in (f"{evaluation.title}（{evaluation.tender} 第 {evaluation.round} 次 标段 {evaluation.lot}）",
                 f"规则 {book.key}（{book.since} 起施行）　{evaluation.scheme.method_label}",
                 f"文件 SHA-256 {digest}"):
        screen.print(line, markup=False, highlight=False, soft_wrap=True)


def _table(evaluation: Evaluation, outcome: Outcome, differences: list[Difference]) -> Table:
    """The recomputed outcome; what the bundle says otherwise stands beside the right value."""
    table = Table(title=f"{outcome.failed}：{FAILURES[outcome.failed]}" if outcome.failed else "重算结果",
                  title_justify="left")
    for head in HEADS:
        table.add_column(head, justify="left" if head in {"投标人", "说明"} else "right")
    names = {bid.id: bid.name for bid in evaluation.bids}
    wrong = {(one.bid, one.path.rpartition(".")[2]): one for one in differences}
    for row in outcome.rows:
        table.add_row(*(_cell(row, name, wrong.get((row.bid, name)), names)
                        for name in ("rank", "bid", "p_eval", "price_points", "others_mean", "total", "out")))
    return table


def _cell(row: Row, name: str, wrong: Difference | None, names: dict[str, str]) -> str:
    value = getattr(row, name)
    if name == "bid":
        value = names[value]
    elif name == "out":
        value = gate.OUT.get(value) or ("" if row.candidate is None else f"第 {row.candidate} 中标候选人")
    text = "—" if value is None else str(value)
    return f"{text}（包中写 {wrong.said}）" if wrong else text
