"""An identity provider over real HTTP that a test bends; `attacked` is a fixture, to be imported by a conftest."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import RSAKey


@dataclass
class Bent:
    """What differs from a right answer. `claims` are put over the right ones; none takes one out."""

    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    id_token: str | None = None  # "none", "hs256", "unsigned", "other_key", "critical"
    token_reply: tuple[int, bytes] | None = None
    wait_s: float = 0


class Attacked:
    """A small provider over HTTP whose answers a test bends: it signs what it is told to, and checks PKCE
    itself. `authorize` plays the browser and the person: it gives the query of the callback."""

    def __init__(self) -> None:
        self.key, self.other = (RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True) for _ in range(2))
        self.bent, self.asked = Bent(), list[str]()
        self.codes: dict[str, dict[str, str]] = {}
        self.url = ""

    def bend(self, **differently: Any) -> None:
        self.bent = Bent(**differently)

    def authorize(self, url: str, client_id: str | None = None) -> dict[str, str]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code{len(self.codes)}"
        self.codes[code] = query if client_id is None else {**query, "client_id": client_id}
        return {"code": code, "state": query["state"]}

    def metadata(self) -> dict[str, Any]:
        found = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "end_session_endpoint": f"{self.url}/end?x=1",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return {name: value for name, value in {**found, **self.bent.metadata}.items() if value is not None}

    def token(self, form: dict[str, str]) -> tuple[int, bytes]:
        if self.bent.token_reply is not None:
            return self.bent.token_reply
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge.rstrip("=")
            or asked["code_challenge_method"] != "S256"
        ):
            return 400, json.dumps({"error": "invalid_grant", "error_description": "secret detail"}).encode()
        claims = {
            "iss": self.url,
            "sub": "1",
            "aud": asked["client_id"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": asked["nonce"],
            "email": "Sam@Example.com",
            "name": "Sam",
            "groups": ["staff"],
        }
        claims = {name: value for name, value in {**claims, **self.bent.claims}.items() if value is not None}
        return 200, json.dumps(
            {"id_token": self._signed(claims), "access_token": "at", "token_type": "Bearer"}
        ).encode()

    def _signed(self, claims: dict[str, Any]) -> str:
        """Signed as it is bent: by hand where the library would not do it."""
        kind = self.bent.id_token
        header = {"alg": "RS256", "kid": self.key.kid, **self.bent.header}
        if kind == "other_key":
            return jwt.encode(header, claims, self.other)
        if kind == "hs256":  # the published key as an HMAC's secret
            whole = f"{_part({'alg': 'HS256', 'kid': self.key.kid})}.{_part(claims)}"
            mac = hmac.digest(self.key.as_pem(private=False), whole.encode(), "sha256")
            return f"{whole}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
        if kind == "critical":  # a header that must be understood, and is not (RFC 7515, section 4.1.11)
            whole = f"{_part({**header, 'crit': ['x'], 'x': 1})}.{_part(claims)}"
            made = self.key.private_key.sign(whole.encode(), PKCS1v15(), SHA256())
            return f"{whole}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"
        whole = jwt.encode(header, claims, self.key)
        if kind == "none":
            return f"{_part({'alg': 'none'})}.{whole.split('.')[1]}."
        return whole.rpartition(".")[0] + "." if kind == "unsigned" else whole

    def reply(self, method: str, path: str, body: str) -> tuple[int, bytes]:
        self.asked.append(f"{method} {path}")
        time.sleep(self.bent.wait_s)
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.metadata()).encode()
        if path == "/jwks":
            return 200, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
        if path == "/token":
            return self.token({name: values[0] for name, values in parse_qs(body).items()})
        if path == "/userinfo":
            return 200, json.dumps({"sub": "1", **self.bent.userinfo}).encode()
        return 404, b"{}"


def _part(found: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(found).encode()).decode().rstrip("=")


@contextmanager
def _serving() -> Iterator[Attacked]:
    made = Attacked()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(made.reply("GET", self.path, ""))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self.answer(made.reply("POST", self.path, self.rfile.read(length).decode()))

        def answer(self, reply: tuple[int, bytes]) -> None:
            self.send_response(reply[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply[1])))
            self.end_headers()
            self.wfile.write(reply[1])

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def served() -> Iterator[Attacked]:
    with _serving() as made:
        yield made


@pytest.fixture
def attacked(served: Attacked) -> Attacked:
    """An identity provider that answers rightly until it is bent."""
    served.bend()
    served.asked.clear()
    return served
