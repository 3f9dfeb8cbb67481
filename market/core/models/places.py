"""Where the trading centre is: its city, as loaded from one file, and the region tree beneath it."""
from django.db import models


class RegionQuerySet(models.QuerySet):
    def beneath(self, region: "Region") -> "RegionQuerySet":
        """The region itself and everything in it."""
        return self.filter(path__startswith=region.path)


class Region(models.Model):
    """A place in the three levels 市, 市（县）区, 镇（街道）.

    ``path`` is the codes from the root down, each ending in a slash, so that a subtree is one prefix. A region is
    switched off by ``open_for_trade``: its notices stay public, new transactions are refused.
    """

    class Level(models.IntegerChoices):
        CITY = 1, "市"
        DISTRICT = 2, "市（县）区"
        STREET = 3, "镇（街道）"

    code = models.CharField("地区代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=60, unique=True, editable=False)
    order = models.PositiveSmallIntegerField(default=0)
    open_for_trade = models.BooleanField(default=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = "地区"
        constraints = [
            models.CheckConstraint(
                name="region_city_alone_has_no_parent",
                condition=models.Q(level=1, parent=None) | models.Q(level__gt=1, parent__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(**kwargs)


class City(models.Model):
    """The one city this installation serves: names, addresses, telephones; loaded from a file, never in a template.

    ``demo`` is the mark of an installation with invented data; it is set when the city is loaded and never changes.
    """

    region = models.OneToOneField(Region, models.PROTECT)
    site_name = models.CharField("网站名称", max_length=60)
    mark = models.CharField("标志字", max_length=1)
    centre_name = models.CharField("交易中心", max_length=60)
    facts = models.JSONField(default=dict)
    demo = models.BooleanField(default=False, editable=False)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "城市"

    def __str__(self):
        return self.site_name
