"""The API against its own description: schemathesis sends what fits it and what does not, to every operation.

Half of what it asks for is there, so that it is the work that answers and not the search for its object. Each request
is undone, so that every one finds the same site.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from annotations.api import api
from annotations.models import ApiToken
from newsdesk.models import User
from tests.access_walk import LAST, a_world, api_operations

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]
EXAMPLES = max(5, int(os.environ.get("NEWSDESK_EXAMPLES", "30")) // 5)
DESCRIPTION = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
DESCRIPTION.app = get_wsgi_application()
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# What stands for the number in an operation's path, by how the path begins.
OBJECTS = {
    "/api/v1/articles/": "article",
    "/api/v1/revisions/": "revision",
    "/api/v1/readings/": "begun",
    "/api/v1/sources/": "source",
    "/api/v1/confidential-notes/": "note",
}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request ends by closing a connection that is within a transaction, which the test's is."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", sorted(api_operations()), ids=" ".join)
@pytest.mark.parametrize("role", ["house-admin", "analyst"])
def test_every_answer_is_as_described_and_no_error_of_the_server(role: str, operation: tuple[str, str]) -> None:
    world = a_world()
    person = world.people[role]
    assert isinstance(person, User)
    _token, secret = ApiToken.issue(person, scope="write", lifetime=LAST)
    things = world.ours.objects | world.house
    number = next((things[name]["pk"] for start, name in OBJECTS.items() if operation[1].startswith(start)), None)
    revision = things["revision"]["pk"]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases(operation), is_there=st.booleans())
    def ask(case: Case, is_there: bool) -> None:
        if is_there and "id" in case.path_parameters:
            case.path_parameters["id"] = number
        if is_there and isinstance(case.body, dict) and "revision" in case.body:
            case.body["revision"] = revision
        with transaction.atomic():
            response = case.call(headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"})
            transaction.set_rollback(True)
        # What was put in by us may have made it fit again.
        case.validate_response(response, checks=CHECKS if is_there else [*CHECKS, checks.negative_data_rejection])

    ask()


def cases(operation: tuple[str, str]) -> st.SearchStrategy[Case]:
    method, path = operation
    described = DESCRIPTION[path][method]
    return st.one_of(described.as_strategy(GenerationMode.POSITIVE), described.as_strategy(GenerationMode.NEGATIVE))
