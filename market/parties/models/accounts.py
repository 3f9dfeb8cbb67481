"""Accounts of persons, and what was done with them."""
import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


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
