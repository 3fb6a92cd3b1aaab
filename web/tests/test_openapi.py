"""The API is what its description says: schemathesis sends thousands of requests to the running stack."""

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.conftest import as_json

# Every request carries our own Authorization header; what happens without it, and with another, stands in test_api.
# "Not blank" and "no control characters" of all of Unicode cannot be said in the description, so some texts that fit it are refused.
EXCLUDED = [ignored_auth, positive_data_acceptance]


@pytest.fixture(scope="session")
def api_schema(stack):
    return schemathesis.openapi.from_url(f"{stack.url}/api/openapi.json")


schema = schemathesis.pytest.from_fixture("api_schema")


@pytest.fixture(scope="session")
def token(stack):
    return stack.session().token


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case, stack, token):
    headers = (
        {}
        if case.path in ("/api/session", "/health", "/ready", "/api/reference", "/api/register")
        else {"Authorization": f"Bearer {token}"}
    )
    case.call_and_validate(headers=headers, excluded_checks=EXCLUDED, timeout=30)


def test_the_description_names_every_route(stack):
    described = set(as_json(requests.get(f"{stack.url}/api/openapi.json", timeout=20))["paths"])
    assert described == {
        *(f"/api/{name}" for name in ("session", "messages", "history", "feedback", "restart", "transcript", "reference", "register")),
        "/health",
        "/ready",
    }
