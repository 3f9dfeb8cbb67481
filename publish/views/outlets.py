"""Feeds, sitemaps and robots.txt."""
from django.core.cache import cache
from django.http import Http404, HttpResponse, StreamingHttpResponse

from market.core.reading import require_safe

from ..outlets import feeds, sitemap
from ..outlets.twin import absolute


@require_safe
def feed(request):
    """The newest versions of all notices; ``?page=2`` and so on for older ones."""
    given = request.GET.get("page", "1")
    page = int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 5 else 1
    return feeds.response(request, feeds.latest(max(1, page)))


@require_safe
def sitemap_index(request):
    """The sitemap of sitemaps, gathered over everything at most every ten minutes."""
    text = cache.get_or_set("publish.sitemap", lambda: "".join(sitemap.index()), 600)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap_month(request, month, part):
    """The notices of one month."""
    year, number = divmod(month, 100)
    if not (1 <= number <= 12 and 1990 <= year <= 2200) or not 1 <= part <= sitemap.FILE:
        raise Http404
    lines = sitemap.month(year, number, part)
    if lines is None:
        raise Http404
    return StreamingHttpResponse(lines, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request):
    """Everything public may be read by machines; searches and PDFs, which are made for who asks, are for people."""
    text = f"User-agent: *\nDisallow: /search/\nDisallow: /*.pdf$\nSitemap: {absolute('/sitemap.xml')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
