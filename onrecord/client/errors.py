"""What may go wrong between a program and a service, as one tree.

ClientError                   (an OnRecordError: message, advice)
├── Unreachable               no connection, or a time limit passed: nothing is known of what the service did
├── NotSignedIn               401: no token, or one that counts no longer
├── NotAllowed                403: this role, or this token's scope, may not do that
├── NotFound                  404: not there, or not for this reader
├── Unusable                  400, 413, 422: the service cannot use what it was sent
├── Overloaded                429, 503: ask again after `retry_after` seconds
├── ServiceFault              500 and the like: the service's own fault
└── NotUnderstood             an answer that this client cannot read; the two may be of different versions
"""

from audit.errors import OnRecordError


class ClientError(OnRecordError):
    """What a service did not do. `status` is HTTP's; none where nothing was answered, or within a stream."""

    def __init__(self, message: str, *, advice: str = "", status: int | None = None) -> None:
        super().__init__(message, advice=advice)
        self.status = status


class Unreachable(ClientError):
    """No connection, or a time limit passed."""


class NotSignedIn(ClientError):
    """No token, or one that counts no longer."""


class NotAllowed(ClientError):
    """This role, or this token's scope, may not do that."""


class NotFound(ClientError):
    """Not there, or not for this reader."""


class Unusable(ClientError):
    """The service cannot use what it was sent."""


class Overloaded(ClientError):
    """Too much is asked at the moment. `retry_after` is in seconds, none where the service does not say."""

    def __init__(
        self, message: str, *, advice: str = "", status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, advice=advice, status=status)
        self.retry_after = retry_after


class ServiceFault(ClientError):
    """The service's own fault."""


class NotUnderstood(ClientError):
    """An answer that this client cannot read."""


_BY_STATUS: dict[int, type[ClientError]] = {
    400: Unusable, 401: NotSignedIn, 403: NotAllowed, 404: NotFound, 405: Unusable, 413: Unusable, 415: Unusable,
    422: Unusable,
}  # fmt: skip


def of_status(status: int, message: str, advice: str, retry_after: str | None) -> ClientError:
    """The error of a status that is none of success; `retry_after` is the header's text."""
    if status in (429, 503):
        seconds = float(retry_after) if retry_after is not None and retry_after.strip().isdecimal() else None
        return Overloaded(message, advice=advice, status=status, retry_after=seconds)
    return _BY_STATUS.get(status, ServiceFault)(message, advice=advice, status=status)
