"""Verify the step log: every chain whole, and every record where its log says it stands."""
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from rich.progress import track

from market.core.chain import Fault, verify_chain
from market.core.models import StepLog


class Command(BaseCommand):
    help = "Verify the chains of the step log; name every row that was changed, and fail if there is one."

    def handle(self, **options):
        chains = list(StepLog.objects.order_by("record_type", "record_id").values_list(
            "record_type", "record_id").distinct())
        faults = [fault for chain in track(chains, "核验步骤记录", disable=not self.stdout.isatty())
                  for fault in (*verify_chain(*chain), *_astray(*chain))]
        for fault in faults:
            self.stdout.write(f"{fault.record_type}:{fault.record_id} {fault.message}")
        if faults:
            first = faults[0]
            raise CommandError(f"{len(chains)} 条记录链中发现 {len(faults)} 处问题，"
                               f"首处在 {first.record_type}:{first.record_id}。")
        self.stdout.write(f"{len(chains)} 条记录链全部完好。")


def _astray(record_type: str, record_id: str) -> list[Fault]:
    """A record whose status is not where its own and its crowd's rows left it: rows cut off the end show here."""
    last = StepLog.objects.filter(record_type=record_type, record_id=record_id, records=[]).order_by("-number").first()
    model = apps.get_model(record_type)
    record = model._base_manager.filter(pk=record_id).first() if last else None
    if record is None or record.status == last.after or _moved_in_a_crowd(last, record):
        return []
    return [Fault(record_type, record_id, last.number, "chain.status_unexplained",
                  f"当前状态（{record.status}）与最后一条步骤记录（{last.after}）不符。")]


def _moved_in_a_crowd(last: StepLog, record) -> bool:
    """Whether a later row naming the record left it where it stands."""
    later = StepLog.objects.filter(taken_at__gte=last.taken_at, after=record.status).exclude(records=[])
    return any(last.record_id in row.records for row in later.iterator())
