"""/desk/: the to-do list."""
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from market.core import clock
from market.core.reading import require_safe
from market.parties.access import signed_in

from .. import todo


@never_cache
@require_safe
@signed_in
def desk(request):
    """What waits for this person, sorted by legal clock."""
    with clock.still() as now:
        tasks = todo.tasks_of(request.actor)
        return render(request, "desk/todo.html", {
            "desk_here": "todo", "groups": todo.grouped(tasks, now), "count": len(tasks),
            "figures": todo.summary(tasks, now), "waiting": todo.why_empty(request.actor) if not tasks else None})
