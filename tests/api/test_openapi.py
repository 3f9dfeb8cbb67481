"""Schemathesis against the OpenAPI: nothing it thinks of may break the interface or answer off its description."""
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from search import indexing
from tests.publish.test_services import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_connection():
    """The real WSGI entry closes stale connections; here the connection is the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_as_described(mode, engine, kept_connection):
    for number in range(3):
        publish(title=f"公告 {number}")
    indexing.rebuild()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    tried = []

    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def try_it(case):
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        try_it()
        tried.append(operation.path)

    assert "/api/v1/changes" in tried


def test_the_description_is_complete():
    spec = Client().get("/api/v1/openapi.json").json()

    for path, operations in spec["paths"].items():
        for operation in operations.values():
            assert operation["summary"] and "200" in operation["responses"], path
