"""The interface's description (OpenAPI 3.1) as something to read: operations in groups, each with what it takes, what
it gives, and a command line that tries it. Pure: from the JSON of /openapi.json alone."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

METHODS = ("get", "post", "put", "patch", "delete")
TOKEN = "Authorization: Bearer $ONRECORD_TOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """`place` is path, query or body; `kind` a type in words."""

    name: str
    place: str
    kind: str
    required: bool
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one status means; `example` is JSON, empty where there is none."""

    status: str
    told: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`anchor` is its own on the page."""

    anchor: str
    method: str
    path: str
    told: str
    parameters: tuple[Parameter, ...]
    curl: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations under one tag, in the order of their paths."""

    name: str
    operations: tuple[Operation, ...]


def described(openapi: Mapping[str, Any], address: str) -> tuple[Group, ...]:
    """The groups in the order of their first operation; `address` is the service's own, for the command lines."""
    found: dict[str, list[Operation]] = {}
    schemas = openapi.get("components", {}).get("schemas", {})
    for path, methods in openapi["paths"].items():
        for method in METHODS:
            if method in methods:
                one = methods[method]
                name = (one.get("tags") or ["others"])[0]
                found.setdefault(name, []).append(_operation(one, method, path, schemas, address))
    return tuple(Group(name=name, operations=tuple(listed)) for name, listed in found.items())


def _operation(one: Mapping[str, Any], method: str, path: str, schemas: Mapping[str, Any], address: str) -> Operation:
    body = _json_schema(one.get("requestBody", {}))
    example = example_of(body, schemas) if body is not None else None
    return Operation(
        anchor=one["operationId"],
        method=method.upper(),
        path=path,
        told=one.get("description") or one.get("summary", ""),
        parameters=(*_parameters(one), *_fields(body, schemas)),
        curl=_curl(method, f"{address}{_filled(one, path)}", example),
        replies=tuple(_replies(one, schemas)),
    )


def _parameters(one: Mapping[str, Any]) -> Iterator[Parameter]:
    for each in one.get("parameters", ()):
        schema = each.get("schema", {})
        told = each.get("description") or schema.get("description", "")
        required = bool(each.get("required"))
        yield Parameter(name=each["name"], place=each["in"], kind=_kind(schema), required=required, told=told)


def _fields(body: Mapping[str, Any] | None, schemas: Mapping[str, Any]) -> Iterator[Parameter]:
    schema = resolved(body, schemas) if body is not None else {}
    for name, each in schema.get("properties", {}).items():
        whole = {**resolved(each, schemas), **each}
        required = name in schema.get("required", ())
        told = each.get("description", "")
        yield Parameter(name=name, place="body", kind=_kind(whole), required=required, told=told)


def _replies(one: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Reply]:
    for status, reply in sorted(one.get("responses", {}).items()):
        schema = _json_schema(reply)
        example = example_of(schema, schemas) if schema is not None else None
        shown = json.dumps(example, indent=2, ensure_ascii=False) if example is not None else ""
        told = reply.get("description", "").replace("Successful Response", "It was done.")  # FastAPI's word for nothing
        yield Reply(status=status, told=told, example=shown if status.startswith("2") else "")


def _json_schema(holder: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = holder.get("content", {}).get("application/json", {}).get("schema")
    return found


def resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the one that it refers to."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Mapping[str, Any] = schemas[reference.rpartition("/")[2]]
    return found


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """The first example that it declares; none where it declares none."""
    examples = resolved(schema, schemas).get("examples")
    return examples[0] if examples else None


def _kind(schema: Mapping[str, Any]) -> str:
    """`text`, `whole number`, `date`, `one of ...`, `list of ...`, with `or nothing` where null may stand."""
    if "anyOf" in schema:
        arms = [one for one in schema["anyOf"] if one.get("type") != "null"]
        told = " or ".join(dict.fromkeys(map(_kind, arms)))
        return told if len(arms) == len(schema["anyOf"]) else f"{told}, or nothing"
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false",
             "object": "object"}  # fmt: skip
    dated = {"date": "date", "date-time": "time"}.get(schema.get("format", ""))
    return dated or words.get(schema.get("type", ""), "object" if "$ref" in schema else "anything")


def _filled(one: Mapping[str, Any], path: str) -> str:
    """The path with an example, or the name, of each of its parameters, and the queries that it needs."""
    needed = {}
    for each in one.get("parameters", ()):
        if each["in"] == "path":
            schema = each.get("schema", {})
            examples = schema.get("examples") or [each["name"].upper()]
            path = path.replace(f"{{{each['name']}}}", str(examples[0]))
            path = path.replace(f"{{{each['name']}:path}}", str(examples[0]))
        elif each["in"] == "query" and each.get("required"):
            needed[each["name"]] = (each.get("schema", {}).get("examples") or [each["name"].upper()])[0]
    return f"{path}?{urlencode(needed, quote_via=quote)}" if needed else path


def _curl(method: str, url: str, body: Any) -> str:
    lines = [f"curl {shlex.quote(url)}", f'  -H "{TOKEN}"']
    if method != "get":
        lines[0] = f"curl -X {method.upper()} {shlex.quote(url)}"
    if body is not None:
        sent = json.dumps(body, ensure_ascii=False)
        lines += ['  -H "Content-Type: application/json"', f"  -d {shlex.quote(sent)}"]
    return " \\\n".join(lines)
