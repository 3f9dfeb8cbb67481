"""``manage.py demo_accounts``: print the accounts of the demo city."""
from django.core.management.base import BaseCommand, CommandError

from market.portal.demo import accounts


class Command(BaseCommand):
    help = "打印演示账号：每种角色一个，口令在载入演示内容时随机生成。"

    def handle(self, **options):
        if not (table := accounts.table()):
            raise CommandError("这里没有演示账号：演示内容尚未载入，或者这不是演示环境。请先运行 make run。")
        self.stdout.write(table)
