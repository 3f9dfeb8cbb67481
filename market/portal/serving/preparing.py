"""What a start needs before the first page: the static files, the tables, and in the demo the city and its notices."""
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from market.core import workdays
from market.core.models import City

from ..demo import hall, loading
from . import stamps

STAMPS = "stamps"
_OLDER = ("这个数据库是由另一版程序建立的，{why}。程序没有启动，数据没有删改。演示数据请用 make demo 重新载入；"
          "真实数据请换回建立它的那一版程序，或者先备份再迁移。")
"""Told where the tables are not those of this program; ``why`` is the fault."""
DEMO_CITY = "deploy/cities/shili.json"


def prepare(say: Callable[[str], None]) -> None:
    """Bring static files, tables and demo up to date; what a stamp says was done is not done again."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    collect_static(say)
    migrate(say)
    if settings.PROFILE == "demo":
        load_demo(say)


def collect_static(say: Callable[[str], None]) -> None:
    """Copy and compress the static files when one of them changed."""
    files = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file()]
    stamp = stamps.of(files)
    if (settings.STATIC_ROOT / "staticfiles.json").exists() and stamps.holds(settings.VAR / STAMPS, "static", stamp):
        return
    say("整理静态文件")
    call_command("collectstatic", interactive=False, clear=settings.STATIC_ROOT.exists(), verbosity=0)
    stamps.set_to(settings.VAR / STAMPS, "static", stamp)


def migrate(say: Callable[[str], None]) -> None:
    """Bring the tables up to date with a progress bar; skipped while migrations and lock are as at the last start.

    Raises CommandError where the tables that come of it are not those this program works with, as after a migration
    was written anew.
    """
    files = [path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py")]
    database = connection.settings_dict
    stamp = stamps.of([*files, settings.BASE_DIR / "requirements.lock"], str(database["HOST"]), str(database["NAME"]))
    if stamps.holds(settings.VAR / STAMPS, "migrations", stamp) and _tables_are_there():
        return
    try:
        if plan := _plan():
            _apply(plan)
        call_command("migrate", verbosity=0)
    except (DatabaseError, InconsistentMigrationHistory, NodeNotFoundError) as error:
        raise CommandError(_OLDER.format(why=f"数据表不能更新：{str(error)[:200]}")) from error
    if lacking := _lacking():
        raise CommandError(_OLDER.format(why=f"缺少 {'、'.join(lacking[:3])} 等 {len(lacking)} 处数据表或者列"))
    workdays.seed()
    stamps.set_to(settings.VAR / STAMPS, "migrations", stamp)


def load_demo(say: Callable[[str], None]) -> None:
    """Load the invented city, its notices and its trading hall, once; a load that was broken off is done anew."""
    if not City.objects.exists():
        say("载入演示城市")
        call_command("load_city", settings.BASE_DIR / DEMO_CITY, verbosity=0)
    if loading.loaded() and hall.loaded():
        return
    try:
        call_command("load_demo")
    except CommandError as error:
        say(str(error))


def _tables_are_there() -> bool:
    return City._meta.db_table in connection.introspection.table_names()


def _lacking() -> list[str]:
    """Tables and columns that this program asks for and the database does not have."""
    found, tables = [], set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if not model._meta.managed or model._meta.proxy:
                continue
            if table not in tables:
                found.append(table)
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608 - our own name
            there = {column[0] for column in cursor.description}
            found += [f"{table}.{one.column}" for one in model._meta.local_concrete_fields if one.column not in there]
    return found


def _plan() -> list:
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def _apply(plan: list) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("market: 建立数据表", total=len(plan))

        def show(action, *args):
            if action == "apply_success":
                progress.advance(task)

        executor = MigrationExecutor(connection, show)
        executor.migrate(executor.loader.graph.leaf_nodes())
