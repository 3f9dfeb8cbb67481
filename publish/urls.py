"""Addresses of what is public."""
from django.urls import path, register_converter

from .views import notices, outlets, projects, verify


class ProjectCode:
    """A project code in an address: any text without control characters; real codes hold slashes and brackets."""

    regex = r"[^\x00-\x1f]{1,120}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ProjectCode, "project_code")

app_name = "publish"
urlpatterns = [
    path("notices/<uuid:pk>/", notices.notice, name="notice"),
    path("notices/<uuid:pk>.json", notices.notice_json, name="notice-json"),
    path("notices/<uuid:pk>.pdf", notices.notice_pdf, name="notice-pdf"),
    path("notices/<uuid:pk>/print/", notices.notice_print, name="notice-print"),
    path("notices/<uuid:pk>/versions/", notices.versions, name="versions"),
    path("notices/<uuid:pk>/versions/<int:number>/", notices.version, name="version"),
    path("notices/<uuid:pk>/versions/<int:number>.json", notices.notice_json, name="version-json"),
    path("notices/<uuid:pk>/diff/", notices.diff, name="diff"),
    path("notices/<uuid:pk>/versions/<int:number>/files/<int:order>/", notices.file, name="file"),
    path("notices/<uuid:pk>/versions/<int:number>/files/<int:order>/text/", notices.file_text, name="file-text"),
    path("projects/<project_code:code>.json", projects.project_json, name="project-json"),
    path("projects/<project_code:code>.atom", projects.project_feed, name="project-feed"),
    path("projects/<project_code:code>/", projects.project, name="project"),
    path("verify/", verify.verify, name="verify"),
    path("verify/keys.json", verify.keys, name="verify-keys"),
    path("verify/roots.json", verify.chain_roots, name="verify-roots"),
    path("feed.atom", outlets.feed, name="feed"),
    path("sitemap.xml", outlets.sitemap_index, name="sitemap"),
    path("sitemap-<int:month>-<int:part>.xml", outlets.sitemap_month, name="sitemap-month"),
    path("robots.txt", outlets.robots, name="robots"),
]
