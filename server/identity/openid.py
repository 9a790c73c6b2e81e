"""OpenID Connect, as much of it as signing in needs: discovery, the authorization code with PKCE, the id token.

Sources: OpenID Connect Core 1.0 §3.1 and Discovery 1.0; RFC 7636 (PKCE); RFC 9700 (best practice).
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.identity.outward import ProviderError, ask
from server.kernel.session import SignInRules

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""How an id token may be signed: with a public key, never with a shared secret and never not at all."""

LEEWAY = 60
KNOWN_FOR = 600


@dataclass
class Known:
    """What a provider says of itself, and its keys, for ten minutes."""

    about: Mapping[str, Any]
    keys: Mapping[str, Any]
    until: float


_known: dict[str, Known] = {}


async def about(rules: SignInRules, issuer: str, *, anew: bool = False) -> Known:
    """The provider at this issuer. Raises ProviderError where it does not name itself so, or lacks an endpoint."""
    known = _known.get(issuer)
    if known and known.until > time.monotonic() and not anew:
        return known
    told = await ask(rules, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if told.get("issuer") != issuer or not all(isinstance(told.get(name), str) for name in wanted):
        raise ProviderError("not that issuer")
    made = Known(told, await ask(rules, told["jwks_uri"]), time.monotonic() + KNOWN_FOR)
    if len(_known) > 1_000:
        _known.clear()
    _known[issuer] = made
    return made


def challenge_of(verifier: str) -> str:
    """PKCE's S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def random_text() -> str:
    """256 bits for state, nonce or verifier."""
    return secrets.token_urlsafe(32)


def authorization(known: Known, client_id: str, redirect_uri: str, *, state: str, nonce: str, verifier: str) -> str:
    """Where the browser goes to sign in."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    endpoint = str(known.about["authorization_endpoint"])
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


async def claims_for_code(
    rules: SignInRules, issuer: str, client: tuple[str, str], code: str, redirect_uri: str, verifier: str, nonce: str
) -> Mapping[str, Any]:
    """The claims of the id token that a code is worth, verified. Raises ProviderError."""
    known = await about(rules, issuer)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    offered = known.about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    basic = client if "client_secret_basic" in offered else None
    if basic is None:
        form |= {"client_id": client[0], "client_secret": client[1]}
    told = await ask(rules, str(known.about["token_endpoint"]), form, basic)
    token = told.get("id_token")
    if not isinstance(token, str):
        raise ProviderError("no id token")
    try:
        return verified(known, issuer, client[0], nonce, token)
    except ProviderError:
        rotated = await about(rules, issuer, anew=True)  # its keys may have changed since
        return verified(rotated, issuer, client[0], nonce, token)


def verified(known: Known, issuer: str, client_id: str, nonce: str, token: str) -> Mapping[str, Any]:
    """The claims of an id token: signed by the provider, for us, in answer to this sign-in, and still valid."""
    try:
        keys: Any = KeySet.import_key_set(known.keys)  # pyright: ignore[reportArgumentType]  it is checked there
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        wanted = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        wanted.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as problem:
        raise ProviderError(type(problem).__name__) from None
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise ProviderError("for somebody else")
    return claims
