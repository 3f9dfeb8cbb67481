"""Attachments of a version, and the text read out of them."""
import uuid

from django.db import models

from .disclosures import DisclosureVersion, WrittenOnce


class Attachment(WrittenOnce):
    """One file of a version, in its order. ``origin_url`` alone where an outside notice only links to the file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(DisclosureVersion, models.PROTECT, related_name="attachments")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    origin_url = models.URLField(max_length=600, blank=True)

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="attachment_order_once"),
            models.CheckConstraint(name="attachment_is_kept_or_linked",
                                   condition=models.Q(file__isnull=False) | ~models.Q(origin_url="")),
        ]

    def __str__(self):
        return self.title


class FileText(models.Model):
    """The text of a stored file, read in a fenced-off process; once per content, whoever attached it.

    ``pages`` is a list of strings, one a page or sheet; ``refusal`` says in a sentence why there is none.
    """

    class State(models.TextChoices):
        READ = "read", "已提取"
        REFUSED = "refused", "未能提取"

    sha256 = models.CharField(max_length=64, primary_key=True)
    state = models.CharField(max_length=8, choices=State.choices)
    pages = models.JSONField(default=list)
    refusal = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()

    def __str__(self):
        return f"{self.state} {self.sha256[:12]}"


class Rendition(models.Model):
    """The printed form of a version, made by the worker when first asked for."""

    class State(models.TextChoices):
        WANTED = "wanted", "等待生成"
        READY = "ready", "已生成"
        FAILED = "failed", "生成失败"

    version = models.OneToOneField(DisclosureVersion, models.PROTECT, primary_key=True, related_name="rendition")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WANTED)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    wanted_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return f"{self.state} PDF of {self.version_id}"
