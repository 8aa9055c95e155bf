"""The description of the interface: complete, with examples that fit it; and the page that is made of it."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest

from onrecord.web.api import examples
from onrecord.web.described import described, example_of, resolved
from tests.onrecord.web.conftest import Site


@pytest.fixture
def openapi(site: Site) -> Any:
    return site.stranger().get("/openapi.json").json()


def operations(openapi: Any) -> list[tuple[str, Any]]:
    return [(f"{method} {path}", one) for path, methods in openapi["paths"].items() for method, one in methods.items()]


def content(holder: Any) -> Any:
    return holder.get("content", {}).get("application/json", {}).get("schema")


def test_every_operation_says_what_it_is_and_what_may_go_wrong(openapi: Any) -> None:
    listed = operations(openapi)
    assert len({one["operationId"] for _, one in listed}) == len(listed)
    for name, one in listed:
        assert one.get("description"), name
        assert one.get("tags"), name
        assert set(one["responses"]) >= {"200", "400", "401", "403"}, name
        for each in one.get("parameters", ()):
            assert each["in"] != "path" or each.get("description"), (name, each["name"])


def test_every_operation_shows_what_it_takes_and_gives(openapi: Any) -> None:
    schemas = openapi["components"]["schemas"]
    for name, one in operations(openapi):
        if "requestBody" in one:
            assert example_of(content(one["requestBody"]), schemas) is not None, name
        for status, reply in one["responses"].items():
            if all(kind.startswith("audio/") for kind in reply["content"]):
                assert (name, status) == ("post /v1/audio/speech", "200")
                continue
            assert example_of(content(reply), schemas) is not None, (name, status)


def test_every_example_fits_its_own_description(openapi: Any) -> None:
    seen = 0
    for name, schema in openapi["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            whole = {"$ref": f"#/components/schemas/{name}", "components": openapi["components"]}
            jsonschema_rs.validate(whole, example)
            assert set(example) <= set(resolved(schema, {})["properties"]), name
            seen += 1
    assert seen > 8


def test_the_example_of_a_reply_marks_its_own_citation() -> None:
    message = examples.CHAT["choices"][0]["message"]
    cited = message["annotations"][0]["url_citation"]
    assert message["content"][cited["start_index"] : cited["end_index"]] == "[1]"
    assert examples.CITATION["end"] - examples.CITATION["start"] == len(examples.QUOTE)
    assert examples.CHAT["usage"]["completion_tokens"] == len(message["content"].split())


def test_the_page_has_every_operation_with_a_line_that_tries_it(site: Site, openapi: Any) -> None:
    page = site.stranger().get("/docs")
    assert page.status_code == 200
    for name, one in operations(openapi):
        method, _, path = name.partition(" ")
        assert f"{method.upper()} {path}" in page.text
        assert f'id="{one["operationId"]}"' in page.text
    assert "curl -X POST https://onrecord.example/api/answers" in page.text
    assert (
        "curl &#39;https://onrecord.example/api/timeline?topic=making%20our%20own%20pressure%20cells&#39;" in page.text
    )
    assert "OpenAI-compatible</h2>" in page.text
    assert "https://onrecord.example/mcp" in page.text


def test_the_page_loads_and_runs_nothing_from_elsewhere(site: Site) -> None:
    text = site.visit().get("/docs").text
    assert "<script" not in text
    assert " style=" not in text
    loaded = re.findall(r'<(?:link|img|script|iframe)[^>]+(?:href|src)="([^"]+)"', text)
    assert loaded
    assert all(one.startswith("/static/") for one in loaded)


def test_what_a_description_says_is_shown_as_text() -> None:
    openapi = {
        "paths": {
            "/api/x/{id}": {
                "post": {
                    "operationId": "x",
                    "description": "Says <b>it's</b>.",
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/X"}}}},
                    "responses": {"200": {"description": "Done."}},
                }
            }
        },
        "components": {
            "schemas": {
                "X": {
                    "type": "object",
                    "required": ["a"],
                    "properties": {
                        "a": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
                        "b": {"type": "array", "items": {"enum": ["one", "two"]}},
                    },
                    "examples": [{"a": "it's $HOME; rm -rf"}],
                }
            }
        },
    }
    (group,) = described(openapi, "https://here.example")
    (one,) = group.operations
    assert group.name == "others"
    assert [(each.name, each.place, each.kind, each.required) for each in one.parameters] == [
        ("id", "path", "text", True),
        ("a", "body", "date, or nothing", True),
        ("b", "body", "list of one of one, two", False),
    ]
    sent = json.dumps({"a": "it's $HOME; rm -rf"}).replace("'", "'\"'\"'")
    assert one.curl.endswith(f"-d '{sent}'")
    assert one.curl.startswith("curl -X POST https://here.example/api/x/ID \\\n")
