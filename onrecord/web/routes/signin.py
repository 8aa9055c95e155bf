"""`/sign-in`, `/sign-out`: at the company's provider, or in the trial mode by saying who one is.

Each sign-in begins a session of its own and ends the one that the browser had (no session can be fixed beforehand).
"""

import logging
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from audit.errors import UsageError
from onrecord.identity import local
from onrecord.identity.domain import Identity, Role
from onrecord.identity.faults import SignInRefused
from onrecord.identity.groups import Claims
from onrecord.identity.identities import Identities
from onrecord.identity.oidc import COOKIE_S, SignIn
from onrecord.identity.paths import ours
from onrecord.web import pages
from onrecord.web.faults import Forbidden, NotFound, status_of
from onrecord.web.service import service_of
from onrecord.web.signin import COOKIE, VISITOR

router = APIRouter(include_in_schema=False)
BEGUN = "__Host-onrecord-sign-in"  # between leaving for the provider and coming back
_LOG = logging.getLogger("onrecord.web")


@router.get("/sign-in")
def sign_in_page(
    request: Request, who: Annotated[Identity | None, VISITOR], next: str = "", out: bool = False
) -> Response:
    """The form of the trial mode, or the way to the provider; with `out` also the way to sign out there."""
    return _page(request, after=ours(next), out=out, signed_in=who.person if who else "")


@router.post("/sign-in")
def sign_in_here(
    request: Request,
    person: Annotated[str, Form()] = "",
    role: Annotated[list[str] | None, Form()] = None,
    audience: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """The trial mode: whoever sends this form is who they say. Only from its own page, on this machine."""
    identities = _identities(request)
    if not identities.local:
        raise NotFound
    host = request.headers.get("Host", "")
    if not (local.asked_for_here(host) and _own_page(request, host)):
        raise Forbidden("This form was not sent from its own page on this machine.", advice="Open /sign-in here.")
    try:
        claims = local.claims(person, role or [], audience, identities.audiences())
    except UsageError as error:
        return _page(request, after=ours(next), wrong=error.message, person=person, chosen=role or [], status=400)
    return _entered(request, claims, None, ours(next))


@router.get("/sign-in/start")
def sign_in_start(request: Request, next: str = "") -> Response:
    """To the provider."""
    started = _provider(request).start(next)
    made = RedirectResponse(started.url, 303)
    made.set_cookie(BEGUN, started.cookie, max_age=COOKIE_S, path="/", secure=True, httponly=True, samesite="lax")
    return made


@router.get("/sign-in/done")
def sign_in_done(request: Request) -> Response:
    """Back from the provider: a session, or one line that says why there is none."""
    way = _provider(request)
    try:
        found = way.finish(dict(request.query_params), request.cookies.get(BEGUN))
        made = _entered(request, found.claims, found.sign_in, found.next)
    except SignInRefused as refused:
        _LOG.warning("sign-in refused: %s", refused.code)
        made = pages.fault(request, status_of(refused), refused.message[:1].upper() + refused.message[1:],
                           refused.advice, None)  # fmt: skip
    made.delete_cookie(BEGUN, path="/", secure=True, httponly=True, samesite="lax")
    return made


@router.post("/sign-out")
def sign_out(request: Request, who: Annotated[Identity | None, VISITOR]) -> Response:
    """Ends this browser's session here; the page that follows leads on to the provider's own sign-out. A form of
    another page ends nobody's: whoever is known is asked whose form it is."""
    secret = request.cookies.get(COOKIE)
    made = pages.then("/sign-in?out=true", "You are signed out of OnRecord.")
    if secret:
        _identities(request).sessions.end(secret)
        made.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return made


def _entered(request: Request, claims: Claims, sign_in: str | None, next: str) -> Response:
    identities = _identities(request)
    before = request.cookies.get(COOKIE)
    if before:
        identities.sessions.end(before)
    secret = identities.enter(claims, sign_in=sign_in)
    if secret is None:
        _LOG.warning("sign-in refused: no_role")
        made = _page(request, after="/", nobody=claims.person, status=403)
        made.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
        return made
    made = RedirectResponse(next, 303)
    made.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="lax")
    pages.forget_flash(made)  # what was said to whoever was here before
    return made


def _page(
    request: Request,
    *,
    after: str,
    wrong: str = "",
    person: str = "",
    chosen: list[str] | None = None,
    out: bool = False,
    nobody: str = "",
    signed_in: str = "",
    status: int = 200,
) -> Response:
    identities = _identities(request)
    return pages.page(
        request,
        None,
        "sign_in.html",
        title="Sign in",
        status=status,
        trial=identities.local,
        notice=local.NOTICE,
        start=f"/sign-in/start?next={quote(after, safe='')}",
        next=after,
        wrong=wrong,
        person=person,
        roles=[(one.value, MEANING[one]) for one in Role],
        chosen=[Role.EMPLOYEE.value] if chosen is None else chosen,
        audiences=identities.audiences() if identities.local else (),
        nobody=nobody,
        signed_in=signed_in,
        whom_to_ask=identities.whom_to_ask,
        leave=_leave(identities) if out else None,
    )


MEANING = {
    Role.EMPLOYEE: "asks",
    Role.AUTHOR: "adds documents and drafts",
    Role.APPROVER: "approves what others have added",
    Role.AUDITOR: "checks past answers",
    Role.ADMIN: "makes tokens, pauses, looks after the service",
}


def _leave(identities: Identities) -> str | None:
    """The provider's own sign-out. Signing out here does not wait for it."""
    try:
        return identities.sign_in.sign_out_url() if identities.sign_in is not None else None
    except SignInRefused as refused:
        _LOG.warning("sign-out at the provider: %s", refused.code)
        return None


def _own_page(request: Request, host: str) -> bool:
    """Whether a form comes from a page of ours, by what every browser says of it; a program says nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == host


def _identities(request: Request) -> Identities:
    return service_of(request).parts.identities


def _provider(request: Request) -> SignIn:
    """Raises NotFound in the trial mode."""
    found = _identities(request).sign_in
    if found is None:
        raise NotFound
    return found
