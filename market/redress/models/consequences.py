"""What may follow from a query or a complaint that was founded."""
from django.db import models


class Consequence(models.TextChoices):
    AMEND = "amend", "修改采购文件"
    CHANGE_WINNER = "change_winner", "另行确定中标人"
    RESTART = "restart", "重新开展采购活动"
