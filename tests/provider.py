"""An OpenID provider for tests: an ASGI application that signs id tokens with keys of its own, and can misbehave."""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route


@dataclass
class Provider:
    """One provider with one client. ``claims`` and ``header`` replace what it would say; ``email`` is who signs in."""

    issuer: str
    client_id: str = "kakehashi"
    client_secret: str = "a secret with : and %"
    email: str = "owner@people.example"
    subject: str = "subject-1"
    claims: dict[str, Any] = field(default_factory=dict)
    unsigned: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: list[RSAKey] = field(default_factory=list)
    hidden: list[RSAKey] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rotate()

    def rotate(self) -> None:
        """A new key in place of all others."""
        self.keys = [RSAKey.generate_key(2048, {"kid": f"key-{time.monotonic_ns()}", "use": "sig"})]

    def app(self) -> Starlette:
        """The provider's endpoints."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._about),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/large/.well-known/openid-configuration", self._large),
            ]
        )

    async def _about(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        )

    async def _large(self, _: Request) -> Response:
        return Response(b"{" + b" " * 300_000 + b"}", media_type="application/json")

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == self.client_id
        code = f"code-{time.monotonic_ns()}"
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        form = {name: value[0] for name, value in parse_qs((await request.body()).decode()).items()}
        user = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or user != f"{self.client_id}:{self.client_secret}"
            or challenge.decode().rstrip("=") != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": self.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": True,
        }
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._signed(said | self.claims)})

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.unsigned:
            parts = [{"alg": "none"}, claims]
            return (
                ".".join(base64.urlsafe_b64encode(JSONResponse(one).body).decode().rstrip("=") for one in parts) + "."
            )
        key = (self.hidden or self.keys)[0]
        return jwt.encode({"alg": "RS256", "kid": (self.keys[0]).kid}, claims, key)
