"""What every page knows: the city, the time, the reader's preferences."""
from market.core.models import City


def site(request):
    """Template context of every page."""
    return {"city": City.objects.select_related("region").first()}
