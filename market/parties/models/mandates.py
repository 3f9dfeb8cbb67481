"""Mandates: a principal lets an agent act in its name."""
import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from ..roles import OVERSEERS


class MandateQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "MandateQuerySet":
        """Those the organisation gave or holds; the centre and supervisors see all."""
        if any(actor.acts_as(role) for role in OVERSEERS):
            return self
        if actor.party is None:
            return self.none()
        return self.filter(Q(principal_id=actor.party) | Q(agent_id=actor.party))

    def in_force(self, on: date) -> "MandateQuerySet":
        """Those that hold on a day."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on, revoked_at=None)



class Mandate(models.Model):
    """``subject`` is empty for everything the principal does, else ``tenders.tender:<uuid>``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("委托书编号", max_length=60)
    principal = models.ForeignKey("parties.Party", models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey("parties.Party", models.PROTECT, related_name="mandates_held")
    subject = models.CharField(max_length=80, blank=True)
    document = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    given_by = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="mandate_between_two", condition=~models.Q(
            principal=models.F("agent")))]

    def __str__(self):
        return self.number
