"""Everything by which a request shows who it comes from, put together for one workspace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from audit.database import reading
from ingest.catalogue import read
from onrecord.identity.domain import Identity, TokenScope
from onrecord.identity.groups import Claims, Rules, check_audiences, identity_of
from onrecord.identity.oidc import SignIn
from onrecord.identity.sessions import Sessions
from onrecord.identity.tokens import Token, Tokens, Wanted, check, identity_with
from onrecord.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that holds, and who that is now."""

    claims: Claims
    identity: Identity
    csrf: str


class Identities:
    """`sign_in` is none in the trial mode. Raises SettingsError where the settings cannot be used."""

    def __init__(self, engine: Engine, settings: Settings, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now
        self.rules = Rules.of(settings)
        self.sign_in = SignIn.of(settings, now)
        self.whom_to_ask = settings.whom_to_ask
        self.sessions = Sessions(engine, now, idle=timedelta(hours=settings.session_hours))
        self.tokens = Tokens(engine, now)
        published = self.audiences()
        if published:
            check_audiences(settings.groups, published)

    @property
    def local(self) -> bool:
        """Whether this is the trial mode."""
        return self.rules.local

    def audiences(self) -> tuple[str, ...]:
        """Those published now, from the one that reads least; none where nothing was ever published."""
        with reading(self._engine) as connection:
            return read.audiences(connection)

    def of_session(self, secret: str, audiences: tuple[str, ...]) -> SignedIn | None:
        """Who holds this session; none where there is none, or nothing gives its person a role (any more)."""
        found = self.sessions.find(secret)
        identity = None if found is None else identity_of(found.claims, self.rules, audiences)
        if found is None or identity is None:
            return None
        return SignedIn(claims=found.claims, identity=identity, csrf=found.csrf)

    def of_token(self, text: str, audiences: tuple[str, ...]) -> Identity | None:
        """Who asks with this API token, none where it opens nothing."""
        found = self.tokens.find(text)
        return None if found is None else identity_with(found, self.rules, audiences)

    def enter(self, claims: Claims, *, sign_in: str | None = None) -> str | None:
        """The secret of a new session for somebody who has shown who they are; none where nothing gives them a role.
        Either way what they made for themselves opens from now on what this sign-in gives them."""
        self.tokens.follow(claims)
        if identity_of(claims, self.rules, self.audiences()) is None:
            self.sessions.end_all(claims.person)
            return None
        return self.sessions.begin(claims, sign_in=sign_in)

    def own_token(self, signed: SignedIn, label: str, expires: datetime) -> tuple[str, Token]:
        """A token that somebody makes for themselves, for asking. Raises TokenRefused."""
        who = signed.identity
        wanted = Wanted(
            person=who.person,
            label=label,
            roles=who.roles,
            audience=who.audience,
            scopes=frozenset({TokenScope.ASK}),
            expires=expires,
        )
        check(wanted, who, self.audiences(), self._now(), own=True)
        return self.tokens.new(wanted, by=who.person, claims=signed.claims)

    def granted_token(self, wanted: Wanted, maker: Identity) -> tuple[str, Token]:
        """A token that an admin makes for a program. Raises TokenRefused."""
        check(wanted, maker, self.audiences(), self._now(), own=False)
        return self.tokens.new(wanted, by=maker.person)
