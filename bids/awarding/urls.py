"""Addresses of awards and of the letters about them."""
from django.urls import path

from . import views

app_name = "awards"
urlpatterns = [
    path("desk/awards/<uuid:pk>/", views.tender, name="tender"),
    path("desk/awards/<uuid:pk>/publish/", views.publish, name="publish"),
    path("desk/awards/<uuid:pk>/<int:number>/method/", views.method, name="method"),
    path("desk/awards/<uuid:pk>/<int:number>/bundle.json", views.bundle, name="bundle"),
    path("desk/awards/<uuid:pk>/<int:number>/<slug:step>/", views.step, name="step"),
    path("desk/letters/", views.letters, name="letters"),
    path("desk/letters/<str:number>/", views.letter, name="letter"),
    path("desk/letters/<str:number>/letter.json", views.letter_file, name="letter-file"),
    path("desk/letters/<str:number>/letter.pdf", views.letter_pdf, name="letter-pdf"),
]
