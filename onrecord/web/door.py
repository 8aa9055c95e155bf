"""The door of a running service: sessions and tokens as the workspace keeps them, and where it may be bound.

In the trial mode it opens on loopback alone, and to names of loopback alone; with a provider, to the public name.
"""

from urllib.parse import urlsplit

from onrecord.identity import local
from onrecord.identity.domain import Identity
from onrecord.identity.identities import Identities
from onrecord.settings import Settings
from onrecord.web.service import Session

HERE = ("localhost", "127.0.0.1", "[::1]")


class OwnDoor:
    """A `Door` over a workspace."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    def session(self, secret: str, audiences: tuple[str, ...]) -> Session | None:
        found = self._identities.of_session(secret, audiences)
        return None if found is None else Session(identity=found.identity, csrf=found.csrf)

    def token(self, secret: str, audiences: tuple[str, ...]) -> Identity | None:
        return self._identities.of_token(secret, audiences)


def host_names(settings: Settings, bound: str) -> tuple[str, ...]:
    """The names that lead to this service, which is bound to `bound`: loopback's in the trial mode, the public one with
    a provider. Raises UsageError where the trial mode would be reached from elsewhere."""
    if settings.oidc_issuer is None:
        local.refuse_elsewhere(bound)
        return tuple(dict.fromkeys((*HERE, f"[{bound}]" if ":" in bound else bound.lower())))
    name = urlsplit(settings.public_url or "").hostname or ""
    return (f"[{name}]" if ":" in name else name,)
