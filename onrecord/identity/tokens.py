"""API tokens: `onr_<id>_<secret>`. The database keeps the SHA-256 of the secret, what it opens, and until when.

Two kinds:
1. granted, by an operator in anybody's name, or by an admin in their own: a grant of its own, with its own roles and
   audience, until it expires or is revoked;
2. one's own, made at a page for oneself: for asking alone, for at most `LONGEST_OWN`. It never opens more than its
   person would be given now by the groups of their last sign-in, so it goes with a role that they lose.

No token has more than its maker had.
"""

import hmac
import json
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from audit.database import aware, reading, writing
from audit.errors import CatalogueError
from onrecord.identity import tables
from onrecord.identity.domain import Identity, Role, TokenScope, Way
from onrecord.identity.faults import TokenRefused
from onrecord.identity.groups import Claims, Rules, from_json, identity_of, narrower, to_json
from onrecord.identity.sessions import digest

LONGEST = timedelta(days=366)
LONGEST_OWN = timedelta(days=90)
SHAPE = re.compile(r"onr_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
NOBODYS = digest("")  # compared where there is no such token, so that both take the same work


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A token that is to be made. `expires` is the moment from which on it opens nothing."""

    person: str
    label: str
    roles: frozenset[Role]
    audience: str
    scopes: frozenset[TokenScope]
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is kept; its secret is not. `claims` are those of its person where they made it for themselves."""

    token_id: str
    person: str
    label: str
    roles: frozenset[Role]
    audience: str
    scopes: frozenset[TokenScope]
    claims: Claims | None
    created_by: str
    created: datetime
    expires: datetime
    last_used: date | None
    revoked: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.revoked is None and self.created <= now < self.expires


def check(wanted: Wanted, maker: Identity, audiences: Sequence[str], now: datetime, *, own: bool) -> None:
    """May this maker have this token made? Raises TokenRefused, which names what is too much."""
    longest = LONGEST_OWN if own else LONGEST
    if not wanted.label.strip() or len(wanted.label) > 200 or not wanted.label.isprintable():
        raise TokenRefused("a token needs a label of up to 200 characters: what it is for.")
    if not wanted.scopes or not wanted.roles:
        raise TokenRefused("a token needs a scope and a role at least.")
    if not now < wanted.expires <= now + longest:
        raise TokenRefused(
            f"a token must expire, after now and within {longest.days} days; {wanted.expires:%Y-%m-%d} is not."
        )
    if wanted.audience not in audiences:
        known = ", ".join(audiences) or "none yet: run `onrecord ingest`"
        raise TokenRefused(f"there is no audience {wanted.audience!r}; they are {known}.")
    if maker.way is Way.OPERATOR:
        return
    if wanted.person != maker.person:
        raise TokenRefused(
            "a token is in its maker's own name: what is done with it is told as that person's, and it reads what they "
            "asked.",
            advice="Whoever may read the workspace makes one for a program or for somebody else: onrecord tokens new",
        )
    if own and wanted.scopes != {TokenScope.ASK}:
        raise TokenRefused("a token that everybody may make is for asking alone.")
    if wanted.roles - maker.roles:
        more = ", ".join(sorted(wanted.roles - maker.roles))
        raise TokenRefused(f"a token has no more roles than its maker, who lacks: {more}.")
    if narrower(wanted.audience, maker.audience, audiences) != wanted.audience:
        most = maker.audience or "none"
        raise TokenRefused(f"a token reads no more than its maker, whose audience is {most}, not {wanted.audience}.")


def identity_with(token: Token, rules: Rules, audiences: Sequence[str]) -> Identity | None:
    """Who asks with this token, which holds; none where it has nothing left to give."""
    roles, audience = token.roles, token.audience if token.audience in audiences else ""
    if token.claims is not None:
        person = identity_of(token.claims, rules, audiences)
        if person is None:
            return None
        roles, audience = roles & person.roles, narrower(audience, person.audience, audiences)
    if not roles:
        return None
    return Identity(
        person=token.person,
        name=token.label,
        roles=roles,
        audience=audience,
        way=Way.TOKEN,
        scopes=token.scopes,
    )


class Tokens:
    """All tokens of one workspace."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    def new(self, wanted: Wanted, *, by: str, claims: Claims | None = None) -> tuple[str, Token]:
        """Write down a token that `check` has passed; gives it whole, this once. `claims`: of one's own token."""
        secret = secrets.token_urlsafe(32)
        made = Token(
            token_id=secrets.token_hex(6),
            person=wanted.person,
            label=wanted.label.strip(),
            roles=wanted.roles,
            audience=wanted.audience,
            scopes=wanted.scopes,
            claims=claims,
            created_by=by,
            created=self._now(),
            expires=wanted.expires,
            last_used=None,
            revoked=None,
        )
        with writing(self._engine) as connection:
            connection.execute(
                insert(tables.tokens).values(
                    token_id=made.token_id,
                    secret_sha256=digest(secret),
                    person=made.person,
                    label=made.label,
                    roles=json.dumps(sorted(made.roles)),
                    audience=made.audience,
                    scopes=json.dumps(sorted(made.scopes)),
                    claims=None if claims is None else to_json(claims),
                    created_by=by,
                    created=made.created,
                    expires=made.expires,
                )
            )
        return f"onr_{made.token_id}_{secret}", made

    def find(self, text: str) -> Token | None:
        """The token of this text, none where there is none, or it holds no more."""
        shape = SHAPE.fullmatch(text)
        if shape is None:
            return None
        now = self._now()
        with reading(self._engine) as connection:
            row = connection.execute(select(tables.tokens).where(tables.tokens.c.token_id == shape[1])).one_or_none()
        same = hmac.compare_digest(NOBODYS if row is None else row.secret_sha256, digest(shape[2]))
        if row is None or not same:
            return None
        found = _token(row)
        if not found.holds(now):
            return None
        if found.last_used is None or found.last_used < now.date():
            self._note(found.token_id, now.date())
        return found

    def list(self, person: str | None = None) -> list[Token]:
        """Every token, or those of one person, the newest first."""
        chosen = select(tables.tokens).order_by(tables.tokens.c.created.desc(), tables.tokens.c.token_id)
        if person is not None:
            chosen = chosen.where(tables.tokens.c.person == person)
        with reading(self._engine) as connection:
            return [_token(row) for row in connection.execute(chosen)]

    def revoke(self, token_id: str, *, person: str | None = None) -> bool:
        """From now on it opens nothing; false where it was revoked already. With `person`: only if it is theirs.

        Raises TokenRefused where there is no such token.
        """
        row = tables.tokens.c
        chosen = select(row.revoked).where(row.token_id == token_id)
        if person is not None:
            chosen = chosen.where(row.person == person)
        with writing(self._engine) as connection:
            found = connection.execute(chosen).one_or_none()
            if found is None:
                raise TokenRefused(f"there is no token {token_id!r}.", advice="See: onrecord tokens list")
            if found.revoked is not None:
                return False
            connection.execute(update(tables.tokens).where(row.token_id == token_id).values(revoked=self._now()))
            return True

    def follow(self, claims: Claims) -> None:
        """At a sign-in: what somebody made for themselves opens from now on what this sign-in gives them."""
        row = tables.tokens.c
        theirs = (row.person == claims.person, row.claims.is_not(None), row.claims != to_json(claims))
        with reading(self._engine) as connection:
            if connection.execute(select(row.token_id).where(*theirs)).first() is None:
                return
        with writing(self._engine) as connection:
            connection.execute(update(tables.tokens).where(*theirs).values(claims=to_json(claims)))

    def _note(self, token_id: str, today: date) -> None:
        with suppress(CatalogueError), writing(self._engine) as connection:  # what it opens does not hang on it
            connection.execute(
                update(tables.tokens).where(tables.tokens.c.token_id == token_id).values(last_used=today)
            )


def first_moment(day: date) -> datetime:
    """`--expires` names the first day on which a token opens nothing, from its midnight in UTC on."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def facts(token: Token, now: datetime) -> dict[str, object]:
    """A token as plain JSON, without anything that opens a door."""
    return {
        "token_id": token.token_id,
        "person": token.person,
        "label": token.label,
        "roles": sorted(token.roles),
        "audience": token.audience,
        "scopes": sorted(token.scopes),
        "own": token.claims is not None,
        "created_by": token.created_by,
        "created": token.created.isoformat(),
        "expires": token.expires.isoformat(),
        "last_used": token.last_used and token.last_used.isoformat(),
        "revoked": token.revoked and token.revoked.isoformat(),
        "holds": token.holds(now),
    }


def _token(row: Row[Any]) -> Token:
    return Token(
        token_id=row.token_id,
        person=row.person,
        label=row.label,
        roles=frozenset(Role(one) for one in json.loads(row.roles)),
        audience=row.audience,
        scopes=frozenset(TokenScope(one) for one in json.loads(row.scopes)),
        claims=None if row.claims is None else from_json(row.claims),
        created_by=row.created_by,
        created=aware(row.created),
        expires=aware(row.expires),
        last_used=row.last_used,
        revoked=None if row.revoked is None else aware(row.revoked),
    )
