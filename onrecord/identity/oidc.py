"""Signing in at the company's own provider: OpenID Connect, authorization code flow with PKCE.

    start:  a fresh secret goes into the browser's cookie; state, nonce and the PKCE verifier are made from it by HMAC
    finish: state is that of this browser's cookie -> code exchanged -> ID token checked -> who this is

So nothing is kept on the server for a sign-in that nobody finishes, and a callback counts only in the browser that
began it. The cookie's secret is spent with the session that it begins (`Sessions.begin`): a sign-in counts once.
"""

import base64
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from audit.errors import Problem, SettingsError
from ingest.manifest import values
from onrecord.identity import id_token
from onrecord.identity.faults import SignInRefused
from onrecord.identity.groups import Claims
from onrecord.identity.paths import HOME, ours
from onrecord.identity.provider import Provider, private
from onrecord.settings import FILE, Settings

DONE = "/sign-in/done"
COOKIE_S = 600  # as long as somebody may take to sign in at the provider
MOST_GROUPS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A sign-in that has begun: `url` is where the browser goes, `cookie` what it keeps meanwhile."""

    url: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Who has signed in. `sign_in` is spent with the session that begins; `next` is a path of ours."""

    claims: Claims
    sign_in: str
    next: str


class SignIn:
    """The whole way, for one provider and one client."""

    def __init__(
        self,
        provider: Provider,
        *,
        public_url: str,
        scope: str,
        groups_claim: str,
        person_claim: str,
        now: Callable[[], datetime],
    ) -> None:
        self.provider, self._now = provider, now
        self.public_url, self._scope = public_url.rstrip("/"), scope
        self._groups_claim, self._person_claim = groups_claim, person_claim

    @classmethod
    def of(cls, settings: Settings, now: Callable[[], datetime]) -> "SignIn | None":
        """None in the trial mode. Raises SettingsError, with everything that is missing."""
        if settings.oidc_issuer is None:
            return None
        check_settings(settings)
        assert settings.oidc_client_id is not None
        assert settings.public_url is not None
        return cls(
            Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret),
            public_url=settings.public_url,
            scope=settings.oidc_scope,
            groups_claim=settings.oidc_groups_claim,
            person_claim=settings.oidc_person_claim,
            now=now,
        )

    @property
    def redirect_uri(self) -> str:
        return self.public_url + DONE

    def start(self, next: str | None) -> Started:
        """Raises ProviderFault where the provider cannot be asked for its metadata."""
        secret = secrets.token_urlsafe(32)
        url = self.provider.authorization_url(
            redirect_uri=self.redirect_uri,
            scope=self._scope,
            state=_made(secret, "state"),
            nonce=_made(secret, "nonce"),
            verifier=_made(secret, "verifier"),
        )
        return Started(url=url, cookie=f"{secret}.{_encoded(ours(next))}")

    def finish(self, query: Mapping[str, str], cookie: str | None) -> Finished:
        """From the callback's query and the cookie of `start`. Raises SignInRefused and ProviderFault."""
        secret, _, path = (cookie or "").partition(".")
        if not secret:
            raise SignInRefused("this browser has begun no sign-in, or too long ago.", code="no_cookie")
        if not hmac.compare_digest(query.get("state", "").encode(), _made(secret, "state").encode()):
            raise SignInRefused("this answer belongs to another sign-in.", code="state")
        if "iss" in query and query["iss"] != self.provider.issuer:  # RFC 9207: two providers mixed up
            raise SignInRefused("this answer is another provider's.", code="iss")
        if "error" in query:
            raise SignInRefused("the identity provider did not sign you in.", code="denied")
        if not query.get("code"):
            raise SignInRefused("the identity provider sent no code.", code="no_code")
        claims = self._claims(query["code"], secret)
        return Finished(claims=claims, sign_in=secret, next=ours(_decoded(path)))

    def sign_out_url(self) -> str | None:
        """Where somebody ends their session at the provider too, none where it has no such place (RP-Initiated Logout
        1.0). It names the client and not the person: no ID token is kept here to be shown again."""
        endpoint = self.provider.metadata().end_session_endpoint
        if endpoint is None:
            return None
        query = {"client_id": self.provider.client_id, "post_logout_redirect_uri": f"{self.public_url}/sign-in"}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def _claims(self, code: str, secret: str) -> Claims:
        exchanged = self.provider.exchange(code, redirect_uri=self.redirect_uri, verifier=_made(secret, "verifier"))
        metadata = self.provider.metadata()
        try:
            header, said = id_token.decode(exchanged.id_token, self.provider.keys(), metadata.algorithms)
        except id_token.UnknownKey:
            header, said = self._with_new_keys(exchanged.id_token, metadata.algorithms)
        id_token.check(
            header,
            said,
            issuer=metadata.issuer,
            client_id=self.provider.client_id,
            nonce=_made(secret, "nonce"),
            access_token=exchanged.access_token,
            now=self._now(),
        )
        if self._groups_claim not in said or self._person_claim not in said:
            said = {**self.provider.userinfo(exchanged.access_token, subject=said["sub"]), **said}
        return claims_of(said, groups_claim=self._groups_claim, person_claim=self._person_claim)

    def _with_new_keys(self, token: str, algorithms: frozenset[str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        try:
            return id_token.decode(token, self.provider.keys(again=True), algorithms)
        except id_token.UnknownKey:
            raise SignInRefused("the identity provider's ID token is not signed by it.", code="signature") from None


def claims_of(said: Mapping[str, Any], *, groups_claim: str, person_claim: str) -> Claims:
    """Who it is, and their groups; no groups where the claim is anything but a text or a list of texts."""
    named = said.get(person_claim)
    try:
        person = values.person(named) if isinstance(named, str) else None
    except ValueError:
        person = None
    if person is None:
        raise SignInRefused(
            f"the identity provider names no e-mail address for you (claim {person_claim}).",
            code="no_person",
            advice="",
        )
    if isinstance(named, str) and person.isascii() != named.isascii():  # `ſam@...` folds to `sam@...`, who is another
        raise SignInRefused("your e-mail address is written like somebody else's.", code="look_alike", advice="")
    if person_claim == "email" and said.get("email_verified", True) not in (True, "true"):
        raise SignInRefused("the identity provider has not verified your e-mail address.", code="unverified", advice="")
    found = said.get(groups_claim, ())
    listed = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    groups = tuple(one for one in listed[:MOST_GROUPS] if isinstance(one, str))
    name = said.get("name")
    shown = name if isinstance(name, str) and name.strip() and name.isprintable() and len(name) <= 200 else person
    return Claims(person=person, name=shown, groups=groups)


def check_settings(settings: Settings) -> None:
    """Raises SettingsError with everything that a provider needs beside its name."""
    wrong = []
    if not private(settings.oidc_issuer or ""):
        wrong.append(("oidc_issuer", f"expected an https address; got {settings.oidc_issuer!r}"))
    if settings.oidc_client_id is None:
        wrong.append(("oidc_client_id", "is missing; the provider gives it to you"))
    if settings.public_url is None:
        wrong.append(("public_url", "is missing; the provider sends people back there"))
    elif not private(settings.public_url) or settings.public_url.count("/") > 2 + settings.public_url.endswith("/"):
        wrong.append(("public_url", f"expected an https address without a path; got {settings.public_url!r}"))
    if "openid" not in settings.oidc_scope.split():
        wrong.append(("oidc_scope", f"must have openid in it; got {settings.oidc_scope!r}"))
    if not any(one.roles for one in settings.groups):
        wrong.append(("groups", "is missing: without [[groups]] that have roles nobody could enter"))
    if wrong:
        raise SettingsError(FILE, tuple(Problem(line=0, path=path, message=text) for path, text in wrong))


def _made(secret: str, what: str) -> str:
    """A value that is bound to a sign-in's secret and tells nothing of it: 43 URL-safe characters (RFC 7636, 4.1)."""
    mac = hmac.digest(secret.encode(), f"onrecord sign-in {what}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def _encoded(path: str) -> str:
    return base64.urlsafe_b64encode(path.encode()).decode().rstrip("=")


def _decoded(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return HOME
