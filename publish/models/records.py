"""PublicRecord: the flat form of what is public, and the only thing search reads."""
from django.db import models


class PublicRecord(models.Model):
    """One public thing as search and lists see it; rewritten whole with each version, gone with its source.

    ``id`` is the UUID of the thing itself. ``region_path`` is a path of our region tree, or ``out/<label>/`` for other
    places. ``amount`` is in 元 and null where none was stated or the currency is another (``foreign_amount`` then
    holds the words to show). ``sme`` is yes, no or empty for not stated. ``deadline_at`` is the moment that closes
    the reader's chance to take part (24:00 of the day where only a day was stated: ``deadline_is_day``). ``revision``
    counts rewrites of this row so that an index can drop older ones.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    record_type = models.CharField(max_length=20, default="notice")
    revision = models.PositiveIntegerField(default=1)
    url = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    attachment_text = models.TextField(blank=True)
    codes = models.JSONField(default=list)
    project_code = models.CharField(max_length=120, blank=True)
    trade = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    stage = models.CharField(max_length=20)
    method = models.CharField(max_length=40, blank=True)
    sme = models.CharField(max_length=3, blank=True)
    region_path = models.CharField(max_length=160, blank=True)
    region_label = models.CharField(max_length=120, blank=True)
    purchaser = models.CharField(max_length=200, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    winner = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    amount_label = models.CharField(max_length=20, blank=True)
    foreign_amount = models.CharField(max_length=80, blank=True)
    deadline_at = models.DateTimeField(null=True)
    deadline_label = models.CharField(max_length=20, blank=True)
    deadline_is_day = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    source_key = models.CharField(max_length=60)
    source_name = models.CharField(max_length=120)
    outside = models.BooleanField(default=False)
    origin_url = models.URLField(max_length=600, blank=True)
    withdrawn = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)

    class Meta:
        verbose_name = "公开记录"
        indexes = [
            models.Index(fields=["record_type", "-published_at", "id"], name="record_newest"),
            models.Index(fields=["project_code", "-updated_at"], name="record_project"),
            models.Index(fields=["record_type", "deadline_at", "id"], name="record_deadline"),
            models.Index(fields=["record_type", "opens_at", "id"], name="record_opening"),
            models.Index(fields=["record_type", "stage", "-published_at", "id"], name="record_stage"),
            models.Index(fields=["record_type", "trade", "stage", "-published_at", "id"], name="record_trade"),
            models.Index(fields=["record_type", "trade", "withdrawn", "outside", "deadline_at", "published_at"],
                         name="record_counts"),  # counted without reading a row
        ]

    def __str__(self):
        return self.title
