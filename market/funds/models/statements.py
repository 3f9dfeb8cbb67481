"""What the bank says of a day, and where the ledger says otherwise."""
import uuid

from django.db import models
from django.db.models import Q

from market.core import clock


class StatementQuerySet(models.QuerySet):
    def shown(self) -> "StatementQuerySet":
        """Those of days on which nothing was paid for a lot that is still sealed, as far as public dates tell."""
        from ..sealed import since

        horizon = since()
        return self if horizon is None else self.filter(ends_at__lte=horizon)


class Statement(models.Model):
    """The bank's statement of one of its days, which runs from ``begins_at`` to ``ends_at``; ``digest`` is that of the
    bytes it signed. Where the day was not over, it is not ``final`` and is fetched again. Amounts in 元."""

    day = models.DateField(primary_key=True)
    digest = models.CharField(max_length=64)
    opening = models.DecimalField(max_digits=18, decimal_places=2)
    closing = models.DecimalField(max_digits=18, decimal_places=2)
    lines = models.PositiveIntegerField()
    final = models.BooleanField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "银行对账单"
        ordering = ["-day"]

    def __str__(self):
        return self.day.isoformat()


class DifferenceQuerySet(models.QuerySet):
    def shown(self) -> "DifferenceQuerySet":
        """Those that tell nothing of a sealed lot."""
        from ..sealed import since

        horizon = since()
        loose = Q(bill=None) if horizon is None else Q(bill=None, at__lte=horizon)
        return self.filter(loose | Q(bill__shown_at__lte=clock.now()))

    def standing(self) -> "DifferenceQuerySet":
        """Those that nothing has explained since."""
        return self.filter(gone_at=None)


class Difference(models.Model):
    """One line on which bank and ledger disagree. ``theirs`` and ``ours`` are the amounts in 元 (out is negative),
    None where a side knows nothing of it. ``gone_at`` is when a later comparison no longer found it."""

    class Kind(models.TextChoices):
        NOT_HERE = "not_here", "对账单有，账上没有"
        NOT_THERE = "not_there", "账上有，对账单没有"
        AMOUNT = "amount", "金额不一致"
        UNORDERED = "unordered", "对账单有退款，账上没有退款指令"
        OPENING = "opening", "期初余额与上一日期末余额不一致"
        SUM = "sum", "期初余额加发生额不等于期末余额"

    REMEDIES = {
        Kind.NOT_HERE: "系统已向支付服务逐笔索取，仍未取得。请凭银行流水号联系支付服务补发通知；补发后自动入账。",
        Kind.NOT_THERE: "请向支付服务核实这笔款是否入账、记在哪一日。核实之前不要办理这笔款的退还。",
        Kind.AMOUNT: "请以银行回单为准核实金额，联系支付服务更正对账单或者重发通知。",
        Kind.UNORDERED: "平台没有下达过这笔退款。请立即联系支付服务停止付款并查明去向，同时报告本单位负责人。",
        Kind.OPENING: "请核对上一日的对账单是否更正过；更正过的，重新核对上一日。",
        Kind.SUM: "对账单自身不平，可能缺行。请联系支付服务重新出具。",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    bank_id = models.CharField(max_length=80, blank=True)
    bill = models.ForeignKey("funds.Bill", models.PROTECT, null=True, blank=True, related_name="+")
    theirs = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    ours = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField()
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "对账差异"
        ordering = ["-at", "bank_id"]
        constraints = [models.UniqueConstraint(fields=["statement", "kind", "bank_id"], name="difference_once")]

    def __str__(self):
        return f"{self.statement_id} {self.kind} {self.bank_id}"

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.REMEDIES[self.kind]
