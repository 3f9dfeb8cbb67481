"""Accounts of persons, where they are signed in, how they get back in, and what was done with them."""
import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


class User(AbstractUser):
    """A person who signs in; known by a UUID so that no number tells how many there are.

    ``username`` is what is typed to sign in: a mobile number, or a name given by the centre. ``name`` is the person's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("姓名", max_length=60, blank=True)
    mobile = models.CharField("手机号码", max_length=20, blank=True)

    class Meta:
        verbose_name = "账号"

    def __str__(self):
        return self.name or self.username


class SignIn(models.Model):
    """One device on which a person is signed in. No address of the device is kept; ``key`` names the session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60, blank=True)
    way = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"sign-in of {self.user_id}"


class Recovery(models.Model):
    """A way back into an account, opened by one person of the centre and confirmed by another.

    ``code`` is the hash of a code given to the person at the window; it works once, until ``ends_at``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="recoveries")
    reason = models.TextField()
    drops_factors = models.BooleanField(default=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=200, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(closed_at=None), name="recovery_one_open_per_user"),
            models.CheckConstraint(name="recovery_by_two_people",
                                   condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("opened_by"))),
        ]

    def __str__(self):
        return f"recovery of {self.user_id}"


class AccountAct(models.Model):
    """One act on an account or an organisation's file: sign-in, switch, mandate, claim, recovery. Never changed.

    ``what`` is a stable dotted code, ``detail`` plain values for the screen; no secret and nothing of a bid.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="acts")
    party = models.ForeignKey("parties.Party", models.PROTECT, null=True, related_name="acts")
    what = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["user", "-at"], name="act_of_user"),
                   models.Index(fields=["party", "-at"], name="act_of_party")]

    def __str__(self):
        return f"{self.what} {self.at}"
