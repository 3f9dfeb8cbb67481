"""Verify the step log: every chain whole, and every record where its log says it stands."""
from collections.abc import Iterator
from itertools import groupby

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from rich.progress import track

from market.core.chain import Fault, verify_rows
from market.core.models import StepLog


class Command(BaseCommand):
    help = "Verify the chains of the step log; name every row that was changed, and fail if there is one."

    def handle(self, **options):
        chains, faults = 0, []
        for chain in _chains(quiet=not self.stdout.isatty()):
            chains += 1
            for fault in (*verify_rows(chain), *_astray(chain)):
                faults.append(fault)
                self.stdout.write(f"{fault.record_type}:{fault.record_id} {fault.message}")
        if faults:
            first = faults[0]
            raise CommandError(f"{chains} 条记录链中发现 {len(faults)} 处问题，"
                               f"首处在 {first.record_type}:{first.record_id}。")
        self.stdout.write(f"{chains} 条记录链全部完好。")


def _chains(quiet: bool) -> Iterator[list[StepLog]]:
    """The rows of each chain, read in one pass over the log."""
    rows = StepLog.objects.order_by("record_type", "record_id", "number")
    counted = track(rows.iterator(), "核验步骤记录", total=rows.count(), disable=quiet)
    for _, chain in groupby(counted, key=lambda row: (row.record_type, row.record_id)):
        yield list(chain)


def _astray(chain: list[StepLog]) -> list[Fault]:
    """A record whose status is not where its own and its crowd's rows left it: rows cut off the end show here."""
    own = [row for row in chain if not row.records]
    record = apps.get_model(own[-1].record_type)._base_manager.filter(pk=own[-1].record_id).first() if own else None
    if record is None or record.status == own[-1].after or _moved_in_a_crowd(own[-1], record):
        return []
    last = own[-1]
    return [Fault(last.record_type, last.record_id, last.number, "chain.status_unexplained",
                  f"当前状态（{record.status}）与最后一条步骤记录（{last.after}）不符。")]


def _moved_in_a_crowd(last: StepLog, record) -> bool:
    """Whether a later row naming the record left it where it stands."""
    later = StepLog.objects.filter(taken_at__gte=last.taken_at, after=record.status).exclude(records=[])
    return any(last.record_id in row.records for row in later.iterator())
