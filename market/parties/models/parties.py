"""Parties: organisations, persons and foreign bodies; who belongs to them and what they may act as."""
import uuid

from django.db import models
from django.db.models import Q

from ..roles import DUTIES, OVERSEERS, ROLES


class PartyQuerySet(models.QuerySet):
    def proved(self) -> "PartyQuerySet":
        """Those whose identity was shown."""
        return self.filter(status=Party.Status.PROVED)

    def with_role(self, role: str) -> "PartyQuerySet":
        """Those that may act in a role today."""
        return self.proved().filter(roles__role=role, roles__until=None).distinct()

    def visible_to(self, actor) -> "PartyQuerySet":
        """One's own, and those one has a mandate with; the centre, supervisors and the operator see all."""
        if any(actor.acts_as(role) for role in OVERSEERS):
            return self
        if actor.party is None:
            return self.none()
        return self.filter(Q(pk=actor.party) | Q(mandates_given__agent=actor.party)
                           | Q(mandates_held__principal=actor.party)).distinct()


class Party(models.Model):
    """Somebody who takes part in trade. Pending ones may draft and see what is public; nothing more."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", "单位"
        PERSON = "person", "自然人"
        FOREIGN = "foreign", "境外主体"

    class Status(models.TextChoices):
        PENDING = "pending", "待核实"
        PROVED = "proved", "已核实"
        CLOSED = "closed", "已注销"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField("名称", max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, blank=True, related_name="parties")
    address = models.CharField("地址", max_length=300, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    registered_at = models.DateTimeField()

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "交易主体"

    def __str__(self):
        return self.name

    @property
    def code(self) -> str:
        """The identifier now in force: credit code, or what stands for it abroad; empty for persons."""
        return next((one.value for one in self.identifiers.all() if one.until is None and one.scheme != PERSON), "")


USCC, PERSON, FOREIGN = "uscc", "person", "foreign:"


class Identifier(models.Model):
    """A number a party is known by, with the days it holds. ``scheme``: ``uscc``, ``person``, ``foreign:<country>``.

    Persons' numbers are kept veiled: ``value`` then is their tag.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=80)
    proved_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_proved_for_one_party",
                                    condition=Q(proved_at__isnull=False, until=None)),
        ]

    def __str__(self):
        return f"{self.scheme}:{self.value}"

    @property
    def shown(self) -> str:
        """The number as the screen may show it; a citizen's is not kept and never shown."""
        return "已登记，系统只保存核对标记" if self.scheme == PERSON else self.value


class PartyRole(models.Model):
    """A role (a key of ``roles.ROLES``) a party may act in, given by the centre or following from registration."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30, choices=[(key, role.label) for key, role in ROLES.items()])
    trade = models.CharField(max_length=20, blank=True)
    given_by = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "role", "trade"], condition=Q(until=None),
                                               name="party_role_once")]

    def __str__(self):
        return f"{self.party_id} {self.role}"


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "MembershipQuerySet":
        """One's own, and those of the organisation one acts for."""
        if not actor:
            return self.none()
        return self.filter(Q(user_id=actor.user) | Q(party_id=actor.party) if actor.party else Q(user_id=actor.user))

    def current(self) -> "MembershipQuerySet":
        """Those admitted and not ended."""
        return self.filter(since__isnull=False, until=None)

    def waiting(self) -> "MembershipQuerySet":
        """Those that ask to be admitted."""
        return self.filter(since=None, until=None)


class Membership(models.Model):
    """A person in an organisation with duties (keys of ``roles.DUTIES``); admitted by its administrator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("parties.User", models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    duties = models.JSONField(default=list, help_text=", ".join(DUTIES))
    admitted_by = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "party"], condition=Q(until=None),
                                               name="membership_once")]

    def __str__(self):
        return f"{self.user_id} in {self.party_id}"

    @property
    def duty_labels(self) -> list[str]:
        """The duties as they are called, in the house's order."""
        return [label for key, label in DUTIES.items() if key in self.duties]
