"""What /openapi.json promises is kept, whatever is sent (schemathesis): every status is declared, every body fits its
description, and nothing is a 5xx but an honest 503."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.onrecord.web.conftest import Site

EXAMPLES, DEEP = 8, 50  # of each operation, of requests that fit the description and of those that do not
EVERY_ROLE = ("employee", "author", "approver", "auditor", "admin")
EVERY_SCOPE = ("ask", "desk", "audit", "metrics")
ROLES = pytest.mark.parametrize("roles", [("employee",), EVERY_ROLE], ids=["employee", "every-role"])
SENT = {"data": "content"} | {key: key for key in ("method", "url", "headers", "params", "json", "files")}
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def _keeps_its_promise(site: Site, client: Any, examples: int) -> None:
    """Each operation with what fits its description, the same about what is there, and with what does not fit."""
    asked = client.post("/api/answers", json={"question": "Will we hire engineers in Leeds?"}).json()
    there = {"record_id": asked["record_id"], "source_id": "hiring-2026", "model": "onrecord"}
    described = schemathesis.openapi.from_dict(site.app.openapi())
    for found in described.get_all_operations():
        operation = found.ok()
        _sent(client, operation, GenerationMode.POSITIVE, {}, examples)
        if any(operation.iter_parameters()) or operation.body:  # or there is nothing that could be wrong
            _sent(client, operation, GenerationMode.NEGATIVE, {}, examples)
        if set(there) & {one.name for one in operation.path_parameters}:
            _sent(client, operation, GenerationMode.POSITIVE, there, examples)


def _sent(client: Any, operation: Any, mode: GenerationMode, there: dict[str, str], examples: int) -> None:
    checks = CHECKS + [negative_data_rejection] * (mode is GenerationMode.NEGATIVE)

    @settings(max_examples=examples, deadline=None, database=None, derandomize=True,
              phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: Any) -> None:
        case.path_parameters.update({name: there[name] for name in case.path_parameters if name in there})
        request = case.as_transport_kwargs(base_url="https://onrecord.example")
        response = client.request(**{SENT[key]: value for key, value in request.items() if key in SENT})
        assert response.status_code < 500 or response.status_code == 503, case.as_curl_command()
        case.validate_response(response, checks=checks)

    every()


@ROLES
def test_whatever_is_sent_is_answered_as_described(site: Site, roles: tuple[str, ...]) -> None:
    _keeps_its_promise(site, site.program(*EVERY_SCOPE, roles=roles, audience="managers"), EXAMPLES)


@pytest.mark.slow
@ROLES
def test_the_same_many_times_over(site: Site, roles: tuple[str, ...]) -> None:
    _keeps_its_promise(site, site.program(*EVERY_SCOPE, roles=roles, audience="managers"), DEEP)
