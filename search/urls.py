"""Addresses."""
from django.urls import path

from . import views

app_name = "fulltext"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices.csv", views.notices_csv, name="notices-csv"),
    path("notices.json", views.notices_json, name="notices-json"),
    path("notices.atom", views.notices_atom, name="notices-atom"),
    path("search/", views.search, name="search"),
]
