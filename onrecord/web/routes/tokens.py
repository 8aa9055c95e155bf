"""`/tokens`: what programs ask with. Everybody makes and revokes their own, for asking; admins also for what else they
may do."""

import logging
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from audit.errors import OnRecordError
from onrecord.access import Action, may
from onrecord.identity.domain import Identity, Role, TokenScope
from onrecord.identity.faults import TokenRefused
from onrecord.identity.identities import Identities
from onrecord.identity.tokens import LONGEST, LONGEST_OWN, Wanted, first_moment
from onrecord.web import pages
from onrecord.web.faults import NotFound, SignInNeeded, status_of
from onrecord.web.service import service_of
from onrecord.web.signin import COOKIE, needs

router = APIRouter(include_in_schema=False)
Owner = Annotated[Identity, needs(Action.OWN_TOKENS)]
Granter = Annotated[Identity, needs(Action.TOKENS)]
_LOG = logging.getLogger("onrecord.web")


@router.get("/tokens")
def tokens_page(request: Request, who: Owner) -> Response:
    """One's own tokens, and for an admin everybody's."""
    return _page(request, who)


@router.post("/tokens")
def make_own(
    request: Request, who: Owner, label: Annotated[str, Form()] = "", expires: Annotated[str, Form()] = ""
) -> Response:
    """A token for oneself, for asking. Its secret is on this page and nowhere else."""
    identities = _identities(request)
    signed = identities.of_session(request.cookies.get(COOKIE, ""), identities.audiences())
    if signed is None:
        raise SignInNeeded
    try:
        text, made = identities.own_token(signed, " ".join(label.split()), first_moment(_day(expires)))
    except OnRecordError as error:
        return _page(request, who, wrong=error)
    _LOG.info("token made: %s", made.token_id)
    return _page(request, who, made=text)


@router.post("/tokens/grant")
def grant(
    request: Request,
    who: Granter,
    label: Annotated[str, Form()] = "",
    role: Annotated[list[str] | None, Form()] = None,
    audience: Annotated[str, Form()] = "",
    scope: Annotated[list[str] | None, Form()] = None,
    expires: Annotated[str, Form()] = "",
) -> Response:
    """A token for a program, in the admin's name and with no more than they have."""
    try:
        wanted = Wanted(
            person=who.person,
            label=" ".join(label.split()),
            roles=_roles(role or []),
            audience=audience,
            scopes=_scopes(scope or []),
            expires=first_moment(_day(expires)),
        )
        text, made = _identities(request).granted_token(wanted, who)
    except OnRecordError as error:
        return _page(request, who, wrong=error)
    _LOG.info("token granted: %s", made.token_id)
    return _page(request, who, made=text)


@router.post("/tokens/{token_id}/revoke")
def revoke(request: Request, token_id: str, who: Owner) -> Response:
    """Another's token is one that does not exist, but to an admin."""
    person = None if may(who, Action.TOKENS) else who.person
    try:
        _identities(request).tokens.revoke(token_id, person=person)
    except TokenRefused:
        raise NotFound from None
    _LOG.info("token revoked: %s", token_id)
    return pages.then("/tokens", "The token is revoked: it opens nothing from now on.")


def _page(request: Request, who: Identity, *, made: str = "", wrong: OnRecordError | None = None) -> Response:
    identities, now = _identities(request), service_of(request).now()
    grants = may(who, Action.TOKENS)
    audiences = identities.audiences()
    reads = audiences[: audiences.index(who.audience) + 1] if who.audience in audiences else ()
    return pages.page(
        request,
        who,
        "tokens.html",
        title="Tokens",
        status=200 if wrong is None else status_of(wrong),
        made=made,
        wrong=wrong,
        now=now,
        tokens=identities.tokens.list(None if grants else who.person),
        grants=grants,
        roles=sorted(who.roles),
        audiences=reads,
        scopes=list(TokenScope),
        soonest=(now + timedelta(days=1)).date(),
        latest_own=(now + LONGEST_OWN).date(),
        latest=(now + LONGEST).date(),
    )


def _identities(request: Request) -> Identities:
    return service_of(request).parts.identities


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise TokenRefused("a token must expire: choose a day.") from None


def _roles(texts: list[str]) -> frozenset[Role]:
    try:
        return frozenset(Role(one) for one in texts)
    except ValueError as error:
        raise TokenRefused(f"{error}.") from None


def _scopes(texts: list[str]) -> frozenset[TokenScope]:
    try:
        return frozenset(TokenScope(one) for one in texts)
    except ValueError as error:
        raise TokenRefused(f"{error}.") from None
