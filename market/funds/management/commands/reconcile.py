"""Compare the bank's statement of a day with the ledger and print what may be seen of it."""
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from market.funds import gateway
from market.funds.models import Difference, Statement
from market.funds.reconciling import reading, services

SEALED = "已取得对账单并逐笔核对。该日可能有款项属于尚未开标的标段（包），开标前不显示笔数、金额和差异。"


class Command(BaseCommand):
    help = ("Fetch the payment service's statement of a day, compare it with the ledger line by line, and print the "
            "differences; what may belong to a sealed lot is compared and not shown. Exits 1 where a difference shows.")

    def add_arguments(self, parser):
        parser.add_argument("day", type=date.fromisoformat, help="a day of the bank, as 2026-11-24")

    def handle(self, *, day: date, **_):
        try:
            statement = services.reconcile(day)
        except gateway.ServiceRefused as refused:
            raise CommandError(f"没有取得 {day} 的对账单：{refused.code}。请稍后重试，或者联系支付服务。") from refused
        except reading.Unreadable as error:
            raise CommandError(f"{day} 的对账单不能读取：{error}。请联系支付服务重新出具。") from error
        console = Console(file=self.stdout, width=120, color_system=None if not self.stdout.isatty() else "auto")
        found = list(statement.differences.shown().standing())
        if Statement.objects.shown().filter(pk=day).exists():
            console.print(_totals(statement))
            if not found:
                console.print("账目与对账单一致。")
        else:
            console.print(SEALED)
        if found:
            console.print(_table(found))
            raise CommandError(f"{len(found)} 处差异，办理办法见上表。")


def _totals(statement: Statement) -> Table:
    table = Table(title=f"{statement.day} 对账单" + ("" if statement.final else "（当日未完）"))
    for label in ("期初余额", "期末余额", "笔数"):
        table.add_column(label, justify="right")
    table.add_row(f"{statement.opening:,.2f}", f"{statement.closing:,.2f}", f"{statement.lines:,}")
    return table


def _table(found: list[Difference]) -> Table:
    table = Table(title="差异", show_lines=True)
    for label in ("银行流水号", "差异", "对账单（元）", "账上（元）", "办理办法"):
        table.add_column(label, overflow="fold")
    for one in found:
        table.add_row(one.bank_id, one.get_kind_display(), _shown(one.theirs), _shown(one.ours), one.remedy)
    return table


def _shown(amount) -> str:
    return "—" if amount is None else f"{amount:,.2f}"
