"""Sessions, kept on the server: the browser holds a secret, the database its SHA-256 and what the sign-in said.

A session ends by signing out, after `idle` without use, and `LONGEST` after its sign-in in any case.
"""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from audit.database import aware, reading, writing
from audit.errors import CatalogueError
from onrecord.identity import tables
from onrecord.identity.faults import SignInRefused
from onrecord.identity.groups import Claims, from_json, to_json

LONGEST = timedelta(hours=24)
IDLE = timedelta(hours=8)
NOTED = timedelta(minutes=1)  # last_used is no finer: a write a request would queue behind the ledger
SPENT = timedelta(days=2)  # longer than any provider's code lives
MOST_SECRET = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that holds now. `csrf` goes into each form; `expires` is when it ends whatever is done with it."""

    claims: Claims
    csrf: str
    expires: datetime


class Sessions:
    """All sessions of one workspace, for as many workers as there are."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], *, idle: timedelta = IDLE) -> None:
        self._engine, self._now, self._idle = engine, now, idle

    def begin(self, claims: Claims, *, sign_in: str | None = None) -> str:
        """The secret of a new session. `sign_in` is that of the sign-in that ends with it, which counts once.

        Raises SignInRefused where it was used before.
        """
        secret, now = secrets.token_urlsafe(32), self._now()
        with writing(self._engine) as connection:
            self._forget(connection, now)
            if sign_in is not None:
                _spend(connection, digest(sign_in), now)
            connection.execute(
                insert(tables.sessions).values(
                    secret_sha256=digest(secret),
                    person=claims.person,
                    claims=to_json(claims),
                    csrf=secrets.token_urlsafe(32),
                    created=now,
                    last_used=now,
                )
            )
        return secret

    def find(self, secret: str) -> Session | None:
        """The session of a secret, none where it has ended, has run out, or never was."""
        if len(secret) > MOST_SECRET:
            return None
        key, now = digest(secret), self._now()
        with reading(self._engine) as connection:
            row = connection.execute(
                select(tables.sessions).where(tables.sessions.c.secret_sha256 == key)
            ).one_or_none()
        if row is None:
            return None
        created, used = aware(row.created), aware(row.last_used)
        if not (created <= now < created + LONGEST and now < used + self._idle):
            return None
        if now >= used + NOTED:
            self._note(key, now)
        return Session(claims=from_json(row.claims), csrf=row.csrf, expires=created + LONGEST)

    def end(self, secret: str) -> None:
        """Ending what has ended changes nothing."""
        with writing(self._engine) as connection:
            connection.execute(delete(tables.sessions).where(tables.sessions.c.secret_sha256 == digest(secret)))

    def end_all(self, person: str) -> int:
        """Every session of somebody; how many there were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(tables.sessions).where(tables.sessions.c.person == person)).rowcount

    def _note(self, key: str, now: datetime) -> None:
        row = tables.sessions.c
        with suppress(CatalogueError), writing(self._engine) as connection:  # it then ends sooner, and nothing is lost
            connection.execute(
                update(tables.sessions)
                .where(row.secret_sha256 == key, row.last_used <= now - NOTED)
                .values(last_used=now)
            )

    def _forget(self, connection: Connection, now: datetime) -> None:
        row = tables.sessions.c
        connection.execute(
            delete(tables.sessions).where(or_(row.created <= now - LONGEST, row.last_used <= now - self._idle))
        )
        connection.execute(delete(tables.spent_sign_ins).where(tables.spent_sign_ins.c.at <= now - SPENT))


def digest(secret: str) -> str:
    """The SHA-256 of a secret. It has 256 random bits, so that a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _spend(connection: Connection, key: str, now: datetime) -> None:
    used = select(tables.spent_sign_ins.c.at).where(tables.spent_sign_ins.c.secret_sha256 == key)
    if connection.execute(used).first() is not None:
        raise SignInRefused("this sign-in was used already.", code="replayed")
    connection.execute(insert(tables.spent_sign_ins).values(secret_sha256=key, at=now))
