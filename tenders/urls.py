"""Addresses of the desk for tenders and of questions."""
from django.urls import path, register_converter

from .rulebooks.steps import STEPS
from .views import desk, lots, questions, review, steps, workspace
from .views.frame import TABS


class StepConverter:
    """A known step."""

    regex = "|".join(STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TabConverter(StepConverter):
    """A tab of the workspace."""

    regex = "|".join(TABS)


register_converter(StepConverter, "tender_step")
register_converter(TabConverter, "tender_tab")

app_name = "tenders"
urlpatterns = [
    path("desk/tenders/", desk.tender_list, name="list"),
    path("desk/tenders/new/", desk.tender_new, name="new"),
    path("desk/tenders/<uuid:pk>/", workspace.overview, name="workspace"),
    path("desk/tenders/<uuid:pk>/steps/<tender_step:step>/", steps.step, name="step"),
    path("desk/tenders/<uuid:pk>/lots/<int:number>/", lots.lot, name="lot"),
    path("desk/tenders/<uuid:pk>/lots/<int:number>/remove/", lots.lot_remove, name="lot-remove"),
    path("desk/tenders/<uuid:pk>/lots/<int:number>/steps/<tender_step:step>/", lots.lot_step, name="lot-step"),
    path("desk/tenders/<uuid:pk>/review/", review.review, name="review"),
    path("desk/tenders/<uuid:pk>/published/", steps.receipt, name="receipt"),
    path("desk/tenders/<uuid:pk>/documents/<uuid:version>/", workspace.document, name="document"),
    path("desk/tenders/<uuid:pk>/answers/<uuid:question>/", workspace.answer, name="answer"),
    path("desk/tenders/<uuid:pk>/<tender_tab:tab>/", workspace.tab, name="tab"),
    path("desk/questions/", questions.question_list, name="questions"),
    path("desk/questions/new/<uuid:pk>/", questions.question_new, name="ask"),
]
