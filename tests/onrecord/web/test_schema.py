"""What /openapi.json promises is kept, whatever is sent (schemathesis): every status is declared, every body is
as it is described, and nothing is a 5xx but an honest 503."""

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

EXAMPLES, DEEP = 12, 400  # of each operation, of requests that fit the description and of those that do not
EVERY_ROLE = ("employee", "author", "approver", "auditor", "admin")
SENT = {"data": "content"} | {key: key for key in ("method", "url", "headers", "params", "json", "files")}
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def _keeps_its_promise(site: Site, client: Any, examples: int) -> None:
    described = schemathesis.openapi.from_dict(site.app.openapi())
    for found in described.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                derandomize=True,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def sent(case: Any) -> None:
                request = case.as_transport_kwargs(base_url="https://onrecord.example")
                response = client.request(**{SENT[key]: value for key, value in request.items() if key in SENT})
                assert response.status_code < 500 or response.status_code == 503, case.as_curl_command()
                case.validate_response(response, checks=CHECKS)

            sent()


@pytest.mark.parametrize("roles", [("employee",), EVERY_ROLE], ids=["employee", "every-role"])
def test_whatever_is_sent_is_answered_as_described(site: Site, roles: tuple[str, ...]) -> None:
    client = site.program("ask", "desk", "audit", "metrics", roles=roles, audience="managers")
    _keeps_its_promise(site, client, EXAMPLES)
