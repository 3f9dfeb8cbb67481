"""A disclosure: one notice with all its versions, none of which ever changes."""
import uuid

from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core.steps import Edge, step

from ..policy import may


class Source(models.Model):
    """Where a notice comes from. Exactly one is our own platform; the others are marked as outside on every page."""

    key = models.SlugField(max_length=60, primary_key=True)
    name = models.CharField("来源", max_length=120, unique=True)
    home = models.URLField(blank=True)
    ours = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ours"], condition=models.Q(ours=True), name="one_source_is_ours"),
        ]

    def __str__(self):
        return self.name


class DisclosureQuerySet(models.QuerySet):
    def public(self) -> "DisclosureQuerySet":
        """What anybody may read; withdrawn notices stay, as tombstones."""
        return self.exclude(status=Disclosure.Status.NEW)


class Disclosure(ConcurrentTransitionMixin, models.Model):
    """One public notice. Its words live in versions; here stands what identifies it and whether it was withdrawn.

    ``published_at`` is when the public could first read it: set by this server for our own notices, taken from the
    source for outside ones (``received_at`` is then our own time). ``current`` is the number of the version in force.
    ``simulated`` marks rows made for scale tests. ``kind`` is a key of ``rulebooks.notices``, ``trade`` of
    ``core.trades``, ``method`` of ``rulebooks.methods`` or empty where the notice does not say.
    """

    class Status(models.TextChoices):
        NEW = "new", "未发布"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="disclosures")
    external_id = models.CharField(max_length=120, blank=True)
    origin_url = models.URLField(max_length=600, blank=True)
    kind = models.CharField("公告类型", max_length=40)
    trade = models.CharField("交易类别", max_length=20)
    method = models.CharField("交易方式", max_length=40, blank=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, null=True, blank=True, related_name="disclosures")
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, null=True, blank=True, related_name="disclosures")
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, blank=True, related_name="disclosures")
    region_label = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField("首次发布时间")
    received_at = models.DateTimeField()
    current = models.PositiveIntegerField(default=1)
    status = FSMField(max_length=12, choices=Status.choices, default=Status.NEW, protected=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)
    withdrawal_basis = models.CharField(max_length=200, blank=True)
    simulated = models.BooleanField(default=False, editable=False)

    path = (
        Edge("publish", "new", "published"),
        Edge("revise", "published", "published"),
        Edge("withdraw", "published", "withdrawn"),
    )

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = "公开信息"
        ordering = ["-published_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], condition=~models.Q(external_id=""),
                                    name="disclosure_once_per_external_id"),
            models.CheckConstraint(name="disclosure_withdrawn_says_when_and_why",
                                   condition=(~models.Q(status="withdrawn") & models.Q(withdrawn_at=None))
                                   | (models.Q(status="withdrawn", withdrawn_at__isnull=False)
                                      & ~models.Q(withdrawal_reason=""))),
        ]
        indexes = [models.Index(fields=["project", "published_at"], name="disclosure_project")]

    def __str__(self):
        return f"{self.kind} {self.id}"

    def get_absolute_url(self):
        return reverse("publish:notice", args=[self.pk])

    def policy(self, step: str, actor) -> bool:
        """Whether an actor may take a step of it."""
        return may(step, actor)

    @step()
    def publish(self):
        """Its first version is out."""

    @step()
    def revise(self, *, number: int):
        """A further version is in force."""
        self.current = number

    @step()
    def withdraw(self, *, at, why: str, ground: str):
        """The notice no longer has effect; it stays readable as a tombstone."""
        self.withdrawn_at, self.withdrawal_reason, self.withdrawal_basis = at, why, ground


class ImmutableError(Exception):
    """Somebody tried to change or delete what was published."""


class WrittenOnceQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise ImmutableError("What was published is never changed; publish a new version.")

    def delete(self):
        raise ImmutableError("What was published is never deleted; withdraw the disclosure.")

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise ImmutableError("What was published is never changed; publish a new version.")
        return super().bulk_create(objs, *args, **kwargs)


class WrittenOnce(models.Model):
    """A row that is part of what was published: inserted, and then neither changed nor deleted by the program."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs):
        if not self._state.adding:
            raise ImmutableError("What was published is never changed; publish a new version.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise ImmutableError("What was published is never deleted; withdraw the disclosure.")


class DisclosureVersion(WrittenOnce):
    """The words of a disclosure from one moment on: written once, never changed.

    ``body`` is cleaned HTML, ``text`` the same words bare; ``facts`` follow ``rulebooks.fields``; ``heading`` is what
    ``digests.heading`` said of the disclosure when it was written; ``reason`` says why this version replaced the one
    before it. ``digest`` is SHA-256 over the canonical JSON of all public content (``publish.digests``), ``previous``
    the digest of the version before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    heading = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    cleaner = models.CharField(max_length=20, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["disclosure", "number"]
        constraints = [models.UniqueConstraint(fields=["disclosure", "number"], name="version_number_once")]
        indexes = [models.Index(fields=["-published_at", "-id"], name="version_newest"),
                   models.Index(fields=["digest"], name="version_digest")]

    def __str__(self):
        return f"{self.title} v{self.number}"


class Original(WrittenOnce):
    """What was received before cleaning, byte for byte; kept apart so that reading a notice never loads it."""

    version = models.OneToOneField(DisclosureVersion, models.PROTECT, primary_key=True, related_name="original")
    content = models.BinaryField()
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)

    def __str__(self):
        return f"{self.media_type} {self.sha256[:12]}"
