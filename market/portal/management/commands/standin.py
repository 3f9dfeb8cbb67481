"""``manage.py standin payments|identity``: become a stand-in of an outside system; for demonstrations."""
import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from market.portal.serving.standins import STANDINS


class Command(BaseCommand):
    help = "运行外部系统的替身（独立进程，只供演示）：payments 为支付服务，identity 为统一身份认证和数字证书。"

    def add_arguments(self, parser):
        parser.add_argument("name", choices=sorted(STANDINS))

    def handle(self, *, name: str, **options):
        if settings.PROFILE == "prod":
            raise CommandError("生产环境不运行替身，请接入正式的外部系统。")
        argv = STANDINS[name]()
        os.execv(argv[0], argv)  # noqa: S606 - the command line is ours
