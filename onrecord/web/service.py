"""What the routes work with: the workspace's parts, the queue of answers, and who is signed in."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fastapi import Request

from audit import feedback
from audit.database import reading
from audit.errors import CatalogueError
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.standing import Standing
from onrecord.answering import Answering
from onrecord.hearing.hearing import Hearing
from onrecord.identity.domain import Identity
from onrecord.parts import Parts, now
from onrecord.web.limits import Asking
from onrecord.web.metrics import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody's visit. `csrf` is the secret that their own forms carry."""

    identity: Identity
    csrf: str


class Door(Protocol):
    """Who stands behind a secret, at this moment."""

    def session(self, secret: str, audiences: tuple[str, ...]) -> Session | None:
        """The visit of a session cookie; none where it is unknown or has ended, or its person may do nothing now."""

    def token(self, secret: str, audiences: tuple[str, ...]) -> Identity | None:
        """Whose API token it is; none where it is unknown, revoked or past its term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`manifest` is the file that the desk edits, where nothing was published from another; `local` whether anybody at
    this machine may sign in as anybody."""

    parts: Parts
    hearing: Hearing | None = None  # none: nobody can ask by voice here
    answering: Answering
    door: Door
    metrics: Metrics
    asking: Asking
    manifest: Path
    local: bool = False

    @staticmethod
    def now() -> datetime:
        """The present moment in UTC."""
        return now()

    def shared(self, record_id: str) -> bool:
        """Whether the asker has shared this answer with everybody who may read its sources."""
        with reading(self.parts.engine) as connection:
            return feedback.shared(connection, record_id) is not None

    def published(self) -> tuple[Published, Standing]:
        """The published state and what decides access at this moment. Raises CatalogueError where there is none."""
        with reading(self.parts.engine) as connection:
            state = self.parts.kept.published(connection)
            if state is None:
                raise CatalogueError("nothing has been published yet.", advice="Publish it from the library.")
            return state, read.standing(connection, state)

    def audiences(self) -> tuple[str, ...]:
        """The published audiences; none where nothing was published."""
        with reading(self.parts.engine) as connection:
            return read.audiences(connection)


def address_of(request: Request) -> str:
    """The service's own address as its readers have it, without a slash at its end."""
    return (service_of(request).parts.settings.public_url or str(request.base_url)).rstrip("/")


def service_of(request: Request) -> Service:
    """The application's one service."""
    found: Service = request.app.state.service
    return found
