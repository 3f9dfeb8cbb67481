"""A project by its code; everything of it is found through it."""
import uuid

from django.db import models


class Project(models.Model):
    """What notices, and later tenders and needs, are about.

    ``origin`` is empty for projects of this city's own platform, else the key of the outside source: two platforms may
    use one code. ``trade`` is a key of ``core.trades``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("项目编号", max_length=120)
    origin = models.CharField(max_length=60, blank=True)
    name = models.CharField("项目名称", max_length=300)
    trade = models.CharField("交易类别", max_length=20)
    region = models.ForeignKey("core.Region", models.PROTECT, null=True, blank=True, related_name="projects")
    principal = models.CharField("采购人（招标人）", max_length=200, blank=True)
    investment_code = models.CharField("投资项目代码", max_length=40, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        verbose_name = "项目"
        constraints = [models.UniqueConstraint(fields=["code", "origin"], name="project_code_once_per_origin")]

    def __str__(self):
        return self.name
