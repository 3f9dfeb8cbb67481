"""Addresses."""

app_name = "fulltext"
urlpatterns = []
