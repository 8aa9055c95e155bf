"""Types of identity. A person is an e-mail address, compared case-folded, as in the manifest."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is trusted with. Everybody who signs in may ask; the rest adds to that."""

    EMPLOYEE = "employee"
    AUTHOR = "author"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"


class TokenScope(StrEnum):
    """What an API token is for; it opens nothing else, whatever its roles would allow."""

    ASK = "ask"
    DESK = "desk"
    AUDIT = "audit"
    METRICS = "metrics"


class Way(StrEnum):
    """How somebody has shown who they are. `OPERATOR` is whoever may read the workspace's own files."""

    SESSION = "session"
    TOKEN = "token"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody who has shown who they are.

    `audience` is one of the manifest's, or empty: then nothing may be read. `scopes` are a token's, none for a session,
    which has them all. `person` is also the reference that is kept, erasably, beside what they ask.
    """

    person: str
    name: str
    roles: frozenset[Role]
    audience: str
    way: Way
    scopes: frozenset[TokenScope] | None = None
