"""The description at /openapi.json, with its examples whole: FastAPI leaves out what is null in them, though a program
must expect it there."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

OURS = "onrecord.web."


def install(app: FastAPI) -> None:
    """The description is made once, when it is first asked for."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _restore(plain()["components"]["schemas"])
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _restore(schemas: dict[str, Any]) -> None:
    for model in _models(BaseModel):
        extra = model.model_config.get("json_schema_extra")
        if model.__name__ in schemas and isinstance(extra, dict) and "examples" in extra:
            schemas[model.__name__]["examples"] = extra["examples"]


def _models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every model of ours. Two of one name would have longer names in the description, and keep what they have."""
    for one in kind.__subclasses__():
        if one.__module__.startswith(OURS):
            yield one
        yield from _models(one)
