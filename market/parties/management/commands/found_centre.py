"""``manage.py found_centre``: the centre and its first two people, once, in a production database."""
from django.core.management.base import BaseCommand, CommandError

from market.parties import services
from market.parties.errors import PartyRefused

PERSONS = ("第一名工作人员", "第二名工作人员")


class Command(BaseCommand):
    help = "在空的正式环境中设立交易中心和最初两名工作人员；逐项询问，只能办理一次。首次设置密码用的找回码只显示一次。"

    def handle(self, **options):
        if services.centre_exists():
            raise CommandError("交易中心已经设立，没有再设立；人员由其单位管理员接纳。")
        name, code = self._ask("交易中心名称"), self._ask("统一社会信用代码")
        people = [(self._ask(f"{one}姓名"), self._ask(f"{one}手机号码")) for one in PERSONS]
        try:
            party, founders = services.found_centre(name=name, code=code, people=people)
        except PartyRefused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"已设立{party.name}。下面的找回码只显示这一次，24 小时内在“/account/recover/”设置密码：")
        for one in founders:
            self.stdout.write(f"  {one.user.name}  手机号码 {one.user.mobile}  找回码 {one.code}")

    def _ask(self, what: str) -> str:
        try:
            return input(f"{what}：")
        except EOFError as ended:
            raise CommandError(f"没有填写{what}，没有设立。") from ended
