"""Addresses."""

app_name = "publish"
urlpatterns = []
