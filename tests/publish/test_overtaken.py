"""Deadlines that a later notice of the project has moved."""
from datetime import timedelta

import pytest

from market.core import clock
from market.projects.models import Project
from publish import overtaken, services
from publish.models import PublicRecord

from .test_services import FACTS, publish

pytestmark = pytest.mark.django_db

OLD, NEW = "2026-12-08T09:30:00+08:00", "2026-12-20T09:30:00+08:00"


@pytest.fixture
def project():
    return Project.objects.create(code=FACTS["project_code"], name="项目", trade="procurement",
                                  registered_at=clock.now())


def notice(project, at, kind, due):
    with clock.frozen(at):
        return publish(project=project, kind=kind, facts=FACTS | {"bids_due_at": due})


def moved(at):
    return set(overtaken.among(PublicRecord.objects.all(), at))


def test_a_change_that_moves_the_deadline_overtakes_what_was_said_before(client, at_nine, project):
    first = notice(project, at_nine, "procurement_notice", OLD)
    clarified = notice(project, at_nine + timedelta(hours=1), "clarification", OLD)
    changed = notice(project, at_nine + timedelta(hours=2), "change_notice", NEW)

    page = client.get(f"/notices/{clarified.pk}/").content.decode()

    assert moved(at_nine) == {first.pk, clarified.pk}
    assert "投标截止时间已变更为" in page and f'href="{changed.get_absolute_url()}">阅读最新公告' in page
    assert f'data-market-countdown="{NEW}"' in page and f'data-market-countdown="{OLD}"' not in page
    assert "已变更为" not in client.get(f"/notices/{changed.pk}/").content.decode()


def test_a_revised_notice_overtakes_the_clarification_before_it(at_nine, project):
    first = notice(project, at_nine, "procurement_notice", OLD)
    clarified = notice(project, at_nine + timedelta(hours=1), "clarification", OLD)
    with clock.frozen(at_nine + timedelta(hours=2)):
        services.revise(first.pk, reason="延期", facts=FACTS | {"bids_due_at": NEW}, actor="demo")

    assert moved(at_nine) == {clarified.pk}


def test_two_tender_notices_of_a_project_may_be_of_two_lots(at_nine, project):
    notice(project, at_nine, "procurement_notice", OLD)
    notice(project, at_nine + timedelta(hours=1), "procurement_notice", NEW)

    assert moved(at_nine) == set()


def test_a_change_withdrawn_or_saying_the_same_overtakes_nothing(at_nine, project):
    notice(project, at_nine, "procurement_notice", OLD)
    notice(project, at_nine + timedelta(hours=1), "clarification", OLD)
    gone = notice(project, at_nine + timedelta(hours=2), "change_notice", NEW)
    services.withdraw(gone.pk, reason="误发", basis="", actor="demo")

    assert moved(at_nine) == set()
