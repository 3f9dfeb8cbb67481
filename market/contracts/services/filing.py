"""The copy for the finance department (政府采购法 第四十七条)."""
from django.db import transaction

from market.core import clock

from .. import clocks
from ..models import Contract
from .holding import acting, move, record_if_late


@transaction.atomic
def file(contract: Contract, *, actor) -> Contract:
    """Give the supervising department its copy; late is recorded. Raises StepRefused."""
    with clock.still():
        fresh = acting(contract, "file", actor, "contract_published")
        move(fresh, "file_contract", actor=actor)
        Contract.objects.filter(pk=fresh.pk).update(filed_at=clock.now())
        record_if_late(fresh, "file", clocks.file_by(fresh))
        return Contract.objects.whole().get(pk=fresh.pk)
