"""Who asks, and may they: the dependency that every route but the public ones has.

    who: Annotated[Identity, needs(Action.LIBRARY)]

A bearer token goes before a cookie. A cookie's visitor proves with each form that it is one of ours (`csrf`, as a field
or as the header X-CSRF-Token), and that no other site sent it (Sec-Fetch-Site).
"""

import hmac
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from audit.errors import Overloaded
from onrecord.access import Action, may
from onrecord.identity.domain import Identity
from onrecord.web.faults import Forbidden, SignInNeeded
from onrecord.web.incoming import incoming
from onrecord.web.service import Service, Session, service_of

COOKIE = "__Host-onrecord"
ENDED = "Your visit has ended; sign in again."  # of a stream that went on meanwhile
_READING = ("GET", "HEAD")
_OURS = ("same-origin", "none")  # of Sec-Fetch-Site: our own pages, or somebody at the address bar
_ANSWERED = frozenset({Action.ASK, Action.SEARCH, Action.TIMELINE})  # by a worker, for which they may have to wait


def needs(action: Action, *, recorded: bool = False, streamed: bool = False) -> Any:
    """The person who asks. Raises SignInNeeded where nobody is known, Forbidden where their role does not open it.
    `recorded`: what is done leaves a record, so that no link of another site may do it in somebody's name, even where
    the method is GET. `streamed`: the route reads the form itself, part by part (`onrecord.web.incoming`); the secret
    is its first part, so that nothing of a file is read before."""

    async def signed_in(request: Request) -> Identity:
        if action in _ANSWERED and request.method not in _READING:
            _room(service_of(request))
        who = await known(request, recorded=recorded, streamed=streamed)
        if who is None:
            raise SignInNeeded
        if not may(who, action):
            raise Forbidden("Your role does not open this.", advice="Ask whoever runs OnRecord in your company.")
        return who

    signed_in.__name__ = f"needs_{action.value}"
    signed_in.action = action  # type: ignore[attr-defined]  # what a test of the whole matrix looks at
    return Depends(signed_in)


def _room(service: Service) -> None:
    """Who would be turned away is turned away before anybody is looked up: a crowd must cost those inside little."""
    try:
        service.answering.room()
    except Overloaded:
        service.metrics.turned_away()
        raise


async def _somebody(request: Request) -> Identity | None:
    return await known(request)


VISITOR = Depends(_somebody)  # of a page that is open to everybody: who asks, where anybody is known


async def known(request: Request, *, recorded: bool = False, streamed: bool = False) -> Identity | None:
    """Who asks, where anybody is known. Raises Forbidden for a form that is not ours."""
    if request.headers.get("Authorization") is None and COOKIE not in request.cookies:
        return None
    found = await run_in_threadpool(_found, request)
    if not isinstance(found, Session):
        return found
    request.state.session = session = found
    if (recorded or request.method not in _READING) and not await _ours(request, session, streamed=streamed):
        raise Forbidden(
            "This form was not sent from its own page.", advice="Open the page again, and send it from there."
        )
    return session.identity


def visitor(request: Request) -> Identity | None:
    """Who reads something by this request at this moment; no form is looked at."""
    found = _found(request)
    return found.identity if isinstance(found, Session) else found


def _found(request: Request) -> Session | Identity | None:
    service = service_of(request)
    token, cookie = _bearer(request), request.cookies.get(COOKIE)
    if token is not None:
        return service.door.token(token, service.audiences())
    return service.door.session(cookie, service.audiences()) if cookie else None


def from_our_page(request: Request) -> None:
    """For an address that leaves a record, and must work as a link of ours: no other site may lead to it. Raises
    Forbidden."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in _OURS:
        raise Forbidden("This address was opened from another site.", advice="Open it from the answer's own page.")


def _bearer(request: Request) -> str | None:
    """An `Authorization` header of another kind is nobody's: it never falls back to the cookie."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def _ours(request: Request, session: Session, *, streamed: bool) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in _OURS:
        return False
    given: object = request.headers.get("X-CSRF-Token")
    if given is None and streamed:
        first = await incoming(request).part()
        given = await incoming(request).text() if first is not None and first.name == "csrf" else None
    elif given is None and request.headers.get("Content-Type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        given = (await request.form()).get("csrf")
    return isinstance(given, str) and hmac.compare_digest(given.encode(), session.csrf.encode())
