"""Health checks for whoever watches the processes; what is wrong in words is on the status page."""
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from market.core.reading import require_safe


class NotMigratedError(Exception):
    """Tables are behind the program."""


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """``/healthz``: this process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """``/readyz``: 200 when the database answers and its tables are those of this program, else 503 with the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _tables_are_current()
    except DatabaseError:
        return JsonResponse({"ready": False, "reason": "database"}, status=503)
    except NotMigratedError:
        return JsonResponse({"ready": False, "reason": "migrations"}, status=503)
    return JsonResponse({"ready": True})


@cache
def _tables_are_current() -> None:
    """Looked up until it holds once; tables do not fall behind while a program runs."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigratedError
