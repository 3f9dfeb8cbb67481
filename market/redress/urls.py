"""Addresses of redress."""
from django.urls import path

from .views import cases, drafts, matters

app_name = "redress"
urlpatterns = [
    path("desk/objections/", matters.matter_list, name="list"),
    path("desk/objections/new/", drafts.draft_new, name="new"),
    path("desk/objections/drafts/<uuid:pk>/", drafts.draft, name="draft"),
    path("desk/objections/drafts/<uuid:pk>/check/", drafts.draft_check, name="check"),
    path("desk/objections/drafts/<uuid:pk>/files/<uuid:paper>/remove/", drafts.paper_remove, name="paper-remove"),
    path("desk/objections/enquiries/<uuid:pk>/", matters.enquiry, name="enquiry"),
    path("desk/objections/enquiries/<uuid:pk>/<slug:step>/", matters.enquiry_step, name="enquiry-step"),
    path("desk/objections/queries/<uuid:pk>/", matters.query, name="query"),
    path("desk/objections/queries/<uuid:pk>/<slug:step>/", matters.query_step, name="query-step"),
    path("desk/objections/complaints/<uuid:pk>/", matters.complaint, name="complaint"),
    path("desk/objections/complaints/<uuid:pk>/<slug:step>/", matters.complaint_step, name="complaint-step"),
    path("desk/objections/files/<uuid:pk>/", matters.paper, name="paper"),
    path("desk/oversight/cases/", cases.case_list, name="cases"),
    path("desk/oversight/cases/<uuid:pk>/", cases.case, name="case"),
    path("desk/oversight/cases/<uuid:pk>/<slug:step>/", cases.case_step, name="case-step"),
]
