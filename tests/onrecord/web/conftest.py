"""The web application over the small company, and visitors of any role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from onrecord.answering import Answering
from onrecord.identity.domain import Identity, Role, TokenScope, Way
from onrecord.parts import parts
from onrecord.web.app import create_app
from onrecord.web.limits import Asking
from onrecord.web.metrics import Metrics
from onrecord.web.service import Service, Session
from onrecord.web.signin import COOKIE
from tests.onrecord.conftest import Company
from tests.onrecord.identity_provider import attacked, served
from tests.onrecord.web.sounding import Sounding

__all__ = ["attacked", "served"]

CSRF = "the-visitor's-own"


@dataclass
class Doorkeeper:
    """A `Door` that knows whom a test has let in, by secret; `looked` counts how often a visit was looked up."""

    sessions: dict[str, Session] = field(default_factory=dict)
    tokens: dict[str, Identity] = field(default_factory=dict)
    looked: int = 0

    def session(self, secret: str, audiences: tuple[str, ...]) -> Session | None:
        self.looked += 1
        return self.sessions.get(secret)

    def token(self, secret: str, audiences: tuple[str, ...]) -> Identity | None:
        return self.tokens.get(secret)


@dataclass
class Site:
    """The application, and its visitors: `visit` is somebody at a browser, `program` one with a token."""

    company: Company
    app: FastAPI
    door: Doorkeeper
    opened: Callable[..., TestClient]

    def visit(self, person: str = "eve@example.com", *roles: str, audience: str = "all-employees") -> TestClient:
        """A browser in which `person` is signed in; forms are sent with its secret as a header."""
        identity = Identity(person=person, name=person, roles=frozenset(map(Role, roles or ["employee"])),
                            audience=audience, way=Way.SESSION)  # fmt: skip
        secret = f"session-{len(self.door.sessions)}"
        self.door.sessions[secret] = Session(identity=identity, csrf=CSRF)
        client = self.stranger()
        client.cookies.set(COOKIE, secret)
        client.headers["X-CSRF-Token"] = CSRF
        return client

    def program(self, *scopes: str, roles: tuple[str, ...] = ("employee",), audience: str = "all-employees",
                person: str = "eve@example.com") -> TestClient:  # fmt: skip
        """A program with a token of these scopes."""
        identity = Identity(person=person, name=person, roles=frozenset(map(Role, roles)), audience=audience,
                            way=Way.TOKEN, scopes=frozenset(map(TokenScope, scopes or ["ask"])))  # fmt: skip
        secret = f"onr_test_{len(self.door.tokens)}"
        self.door.tokens[secret] = identity
        client = self.stranger()
        client.headers["Authorization"] = f"Bearer {secret}"
        return client

    def stranger(self) -> TestClient:
        """Nobody in particular."""
        return self.opened(self.app)


@pytest.fixture
def site(company: Company) -> Iterator[Site]:
    """The application over `company`; what is asked of it is answered by real parts."""
    plain = parts(str(company.workspace))
    made = Sounding(workspace=plain.workspace, settings=plain.settings)
    door = Doorkeeper()
    answering = Answering(made.agent, workers=2, waiting=8)
    service = Service(parts=made, answering=answering, door=door, metrics=Metrics(), asking=Asking(0),
                      manifest=Path(company.manifest))  # fmt: skip
    clients: list[TestClient] = []

    def opened(app: FastAPI) -> TestClient:
        clients.append(TestClient(app, base_url="https://onrecord.example", follow_redirects=False,
                                  raise_server_exceptions=False))  # fmt: skip
        return clients[-1]

    yield Site(company=company, app=create_app(service, warm=False), door=door, opened=opened)
    for client in clients:
        client.close()
    answering.close()
    service.speech.close()
    made.facsimiles.close()
    made.engine.dispose()
