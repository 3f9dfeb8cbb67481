"""Numbers of a rulebook that a region sets differently; in force only once two people approved them."""
import uuid

from django.db import models

from ..rulebooks.base import Override
from ..rulebooks.editions import typed


class RuleOverrideQuerySet(models.QuerySet):
    def values_of(self, key: str, path: str) -> list[Override]:
        """What regions on a path set differently for a rulebook, as the rulebooks take it; approved ones only."""
        rows = self.filter(key=key, approved_at__isnull=False, region_id__in=path.strip("/").split("/"))
        return [Override(region=row.region.path, key=key, field=row.field, value=row.typed, since=row.since,
                         basis=row.basis) for row in rows.select_related("region")]


class RuleOverride(models.Model):
    """``field`` is a number of the rulebook ``key``; ``value`` its new value as text, in the number's own unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey("core.Region", models.PROTECT, related_name="rule_overrides")
    key = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    value = models.CharField(max_length=40)
    since = models.DateField()
    basis = models.CharField("依据", max_length=300)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_reason = models.TextField(blank=True)

    objects = RuleOverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "key", "field", "since"], name="rule_override_once",
                                    condition=models.Q(approved_at__isnull=False)),
            models.CheckConstraint(name="rule_override_by_two",
                                   condition=models.Q(approved_by="") | ~models.Q(approved_by=models.F("proposed_by"))),
        ]

    def __str__(self):
        return f"{self.key}.{self.field} in {self.region_id}"

    @property
    def typed(self):
        """The value in the number's own type."""
        return typed(self.key, self.field, self.value)
