"""The demo mark: production refuses a database of invented data, the demo refuses a real one."""
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from market.core.models import City, OutboxRow

DEMO_IN_PRODUCTION = "market.demo_data_in_production"
REAL_IN_DEMO = "market.real_data_in_demo"


def fault() -> Error | None:
    """What is wrong between the profile and the database's mark; None where all is well or nothing is loaded yet."""
    try:
        city = City.objects.only("demo").first()
        used = city is not None or OutboxRow.objects.exists()
    except DatabaseError:
        return None
    marked = city is not None and city.demo
    if settings.PROFILE == "prod" and marked:
        return Error("生产环境不能使用带演示标记的数据库。",
                     hint="请用 DATABASE_URL 指向正式库，或在空库上载入正式城市。", id=DEMO_IN_PRODUCTION)
    if settings.PROFILE == "demo" and used and not marked:
        return Error("演示环境不能使用没有演示标记、却已有数据的数据库。",
                     hint="请用 MARKET_VAR 或 DATABASE_URL 指向另一个空库。", id=REAL_IN_DEMO)
    return None


@register(Tags.database)
def check_the_mark(app_configs, databases=None, **kwargs) -> list[Error]:
    """System check over the database in use; run by ``check --database default`` and by ``serve``."""
    found = fault() if databases and "default" in databases else None
    return [found] if found else []


def require() -> None:
    """Refuse to serve under the wrong profile, however the server was started. Raises ImproperlyConfigured."""
    if found := fault():
        raise ImproperlyConfigured(f"{found.msg}{found.hint}")
