"""What goes wrong, in the shape that OpenAI's clients read."""

from typing import Any

from audit.errors import OnRecordError, UsageError

_TYPES = {
    400: ("invalid_request_error", None), 401: ("authentication_error", "invalid_api_key"),
    403: ("permission_error", None), 404: ("invalid_request_error", "not_found"),
    413: ("invalid_request_error", None), 422: ("invalid_request_error", None),
    429: ("rate_limit_error", "rate_limit_exceeded"), 503: ("server_error", "overloaded"),
}  # fmt: skip


class Unsupported(UsageError):
    """A request asks for something that an answer from the record is not. `param` names it."""

    def __init__(self, message: str, *, param: str, code: str = "unsupported_value", advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.param = param
        self.code = code


class NoSuchModel(OnRecordError):
    """No leader has the id after `onrecord/`, or it is no model of ours at all."""

    def __init__(self, model: str, known: str) -> None:
        super().__init__(f"there is no model {model!r}; expected one of {known}.")


def fault(status: int, error: OnRecordError | None, message: str, advice: str) -> dict[str, Any]:
    """The body of an error; what the domain error knows of its place goes with it."""
    kind, code = _TYPES.get(status, ("server_error", None))
    param = None
    if isinstance(error, Unsupported):
        param, code = error.param, error.code
    elif isinstance(error, NoSuchModel):
        param, code = "model", "model_not_found"
    return {"error": {"message": f"{message} {advice}".strip(), "type": kind, "param": param, "code": code}}
