"""An ID token: whose is it, and was it made for us, now, by this provider, for this very sign-in? Pure.

OpenID Connect Core 1.0, section 3.1.3.7, in its order:
1. the signature is one of the provider's published keys', by an asymmetric algorithm that its metadata names: never
   `none`, nor an HMAC, for which a published key would do as the secret;
2. `iss` is the provider, `aud` holds our client id, and `azp` is it where there are several or it is present;
3. `exp` is not past, `iat` and `nbf` are not to come, within `LEEWAY`;
4. `nonce` is the one that went out with this sign-in;
5. `at_hash`, where there is one, is the access token's.
"""

import hmac
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from onrecord.identity.faults import ProviderFault, SignInRefused

ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
LEEWAY_S = 120  # of two clocks


class UnknownKey(Exception):
    """The token names a key that is not among those known: the provider may have new ones."""


class _Registry(JWSRegistry):
    max_header_length = 16 * 1024  # some providers send their certificates along


def decode(token: str, keys: KeySet, algorithms: Collection[str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Step 1: header and claims of a token whose signature is right. Raises UnknownKey or SignInRefused."""
    allowed = sorted(ASYMMETRIC & set(algorithms))
    if not allowed:  # joserfc reads an empty list as its own recommendation
        raise ProviderFault(
            "the identity provider names no algorithm with a public key for its ID tokens.", code="algorithm", advice=""
        )
    try:
        found = jwt.decode(token, key=keys, registry=_Registry(algorithms=allowed, strict_check_header=False))
    except InvalidKeyIdError as error:
        raise UnknownKey from error
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignInRefused("the identity provider's ID token is not signed by it.", code="signature") from error
    return found.header, found.claims


def check(
    header: Mapping[str, Any],
    claims: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str | None,
    now: datetime,
) -> None:
    """Steps 2 to 5. Raises SignInRefused, with the claim that is wrong as its code."""
    options: dict[str, Any] = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "nonce": {"essential": True},
    }
    params = {"client_id": client_id, "access_token": access_token}
    try:
        CodeIDToken(dict(claims), dict(header), options, params).validate(int(now.timestamp()), LEEWAY_S)
    except ExpiredTokenError as error:
        raise SignInRefused("the identity provider's ID token has expired.", code="exp") from error
    except JoseError as error:
        claim = error.claim if isinstance(error, ClaimError) else "a claim"
        raise SignInRefused(
            f"the identity provider's ID token is not for this sign-in: {claim} is missing or another one.", code=claim
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SignInRefused("the identity provider's ID token cannot be read.", code="malformed") from error
    found = claims["nonce"]
    if not isinstance(found, str) or not hmac.compare_digest(found.encode(), nonce.encode()):
        raise SignInRefused(
            "the identity provider's ID token is not for this sign-in: nonce is missing or another one.", code="nonce"
        )
