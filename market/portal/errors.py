"""What a reader sees when a page cannot be shown."""
from django.shortcuts import render


def bad_request(request, exception=None):
    """400: the request could not be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception=None):
    """403: the reader may not do this."""
    return render(request, "errors/403.html", status=403)


def not_found(request, exception=None):
    """404: there is nothing here, or nothing this reader may see."""
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """500: our fault."""
    return render(request, "errors/500.html", status=500)
