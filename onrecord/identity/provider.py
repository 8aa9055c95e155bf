"""The identity provider over HTTP: its metadata, its keys, the exchange of a code, userinfo.

Everything it says is checked before it is used, nothing is followed to another place (no redirects), each request has a
deadline, and every failure is one ProviderFault without a code, a token or a secret in it.
"""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from onrecord.identity.faults import ProviderFault
from onrecord.identity.local import asked_for_here

TIMEOUT_S = 10.0
FRESH_S = 3600.0  # how long metadata is used before it is read again
DEFAULT_ALGORITHMS = ("RS256",)  # OpenID Connect Discovery 1.0, section 3: always supported


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    algorithms: frozenset[str]
    posts_secret: bool  # it takes the client's secret in the form alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What a code was exchanged for."""

    id_token: str
    access_token: str


class Provider:
    """One provider, for all threads of a process."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        *,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer, self.client_id = issuer, client_id
        self._secret, self._timeout, self._clock = client_secret, timeout_s, clock
        self._lock = threading.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: KeySet | None = None

    def metadata(self) -> Metadata:
        """Read from `<issuer>/.well-known/openid-configuration`, and again after an hour."""
        with self._lock:
            if self._metadata is None or self._clock() - self._metadata[0] > FRESH_S:
                url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
                self._metadata = (self._clock(), read_metadata(self._json(url, "its metadata"), self.issuer))
            return self._metadata[1]

    def keys(self, *, again: bool = False) -> KeySet:
        """The keys that it signs with, as they were first read, or as they are now."""
        uri = self.metadata().jwks_uri
        with self._lock:
            if self._keys is None or again:
                found = self._json(uri, "its keys")
                try:
                    self._keys = KeySet.import_key_set({"keys": list(found["keys"])})
                except (JoseError, KeyError, TypeError, ValueError) as error:
                    raise ProviderFault("the identity provider's keys cannot be read.", code="jwks") from error
            return self._keys

    def authorization_url(self, *, redirect_uri: str, scope: str, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent to sign in: authorization code flow with PKCE (RFC 7636), S256."""
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self.metadata().authorization_endpoint,
                state=state,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
                scope=scope,
                nonce=nonce,
            )
        return str(url)

    def exchange(self, code: str, *, redirect_uri: str, verifier: str) -> Exchanged:
        """A code for tokens, with the verifier whose challenge went out with it."""
        endpoint = self.metadata().token_endpoint
        with self._client() as client, _told("the exchange of the code"):
            found = client.fetch_token(
                endpoint,
                grant_type="authorization_code",
                code=code,
                redirect_uri=redirect_uri,
                code_verifier=verifier,
            )
        id_token, access_token = found.get("id_token"), found.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise ProviderFault("the identity provider gave no ID token for the code.", code="exchange")
        return Exchanged(id_token=id_token, access_token=access_token)

    def userinfo(self, access_token: str, *, subject: str) -> Mapping[str, Any]:
        """What userinfo says of the subject, nothing where there is none. Raises ProviderFault where it speaks of
        somebody else (OpenID Connect Core 1.0, section 5.3.2)."""
        endpoint = self.metadata().userinfo_endpoint
        if endpoint is None:
            return {}
        found = self._json(endpoint, "userinfo", {"Authorization": f"Bearer {access_token}"})
        if found.get("sub") != subject:
            raise ProviderFault("the identity provider's userinfo is of somebody else.", code="userinfo")
        return found

    def _json(self, url: str, what: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        with self._client() as client, _told(what):
            reply = client.request("GET", url, withhold_token=True, headers=headers)
            reply.raise_for_status()
            found = reply.json()
        if not isinstance(found, dict):
            raise ProviderFault(f"the identity provider answered for {what} with something else.", code="reply")
        return found

    def _client(self) -> Any:
        method = None if self._secret is None else "client_secret_basic"
        if self._secret is not None and self._metadata is not None and self._metadata[1].posts_secret:
            method = "client_secret_post"
        return OAuth2Client(
            client_id=self.client_id,
            client_secret=self._secret,
            token_endpoint_auth_method=method,
            code_challenge_method="S256",
            timeout=self._timeout,
            follow_redirects=False,
            verify=_tls(),
        )


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates takes 20 ms, once in a process."""
    return httpx2.create_ssl_context()


def read_metadata(found: Mapping[str, Any], issuer: str) -> Metadata:
    """Raises ProviderFault where it is another's, lacks what is needed, or would send secrets in the clear."""
    if found.get("issuer") != issuer:
        raise ProviderFault(
            f"the identity provider calls itself {found.get('issuer')!r}; the settings say {issuer!r}.",
            code="issuer",
            advice="Write oidc_issuer in settings.toml exactly as the provider does.",
        )
    methods = _texts(found.get("token_endpoint_auth_methods_supported"))
    algorithms = _texts(found.get("id_token_signing_alg_values_supported", DEFAULT_ALGORITHMS))
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_endpoint(found, "authorization_endpoint"),
        token_endpoint=_endpoint(found, "token_endpoint"),
        jwks_uri=_endpoint(found, "jwks_uri"),
        userinfo_endpoint=_endpoint(found, "userinfo_endpoint") if found.get("userinfo_endpoint") else None,
        end_session_endpoint=_endpoint(found, "end_session_endpoint") if found.get("end_session_endpoint") else None,
        algorithms=algorithms,
        posts_secret="client_secret_post" in methods and "client_secret_basic" not in methods,
    )


def private(url: str) -> bool:
    """Whether what is sent there stays between the two: HTTPS, or plain HTTP that does not leave the machine."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and "@" not in parts.netloc
        return named and (parts.scheme == "https" or (parts.scheme == "http" and asked_for_here(parts.netloc)))
    except ValueError:
        return False


def _endpoint(found: Mapping[str, Any], name: str) -> str:
    url = found.get(name)
    if not isinstance(url, str) or not private(url):
        raise ProviderFault(
            f"the identity provider's {name} is missing, or is not https; got {url!r}.", code="metadata", advice=""
        )
    return url


def _texts(value: object) -> frozenset[str]:
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else frozenset()


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Foreign errors become one line. What the provider replied is not repeated: it may hold what must stay secret."""
    try:
        yield
    except httpx2.HTTPStatusError as error:
        raise ProviderFault(
            f"the identity provider answered for {what} with status {error.response.status_code}.", code="status"
        ) from None
    except httpx2.TimeoutException:
        raise ProviderFault(f"the identity provider took too long for {what}.", code="timeout") from None
    except httpx2.HTTPError:
        raise ProviderFault(f"the identity provider cannot be reached for {what}.", code="unreachable") from None
    except AuthlibBaseError as error:
        named = error.error if isinstance(error.error, str) and error.error.isidentifier() else "an error"
        raise ProviderFault(f"the identity provider refused {what}: {named[:40]}.", code="refused") from None
    except ValueError:
        raise ProviderFault(f"the identity provider answered for {what} with something else.", code="reply") from None
