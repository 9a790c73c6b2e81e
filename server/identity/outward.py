"""Asking an identity provider over the network, without being led anywhere else by the address that somebody has set.

Only https, only public addresses, no redirects, a few seconds, a bounded answer. A name is resolved once and the
connection goes to that very address, so that a second answer of the name service changes nothing. Addresses that an
operator names (`KAKEHASHI_PRIVATE_ISSUERS`) may be private, and without https. Source: OWASP, SSRF prevention.
"""

import asyncio
import ipaddress
import json
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from server.kernel.session import SignInRules

SECONDS = 2
LARGEST = 256 * 1024


class ProviderError(Exception):
    """The provider cannot be asked, or its answer makes no sense. The message is for the log: it repeats nothing."""


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def ask(
    rules: SignInRules, url: str, form: Mapping[str, str] | None = None, basic: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object at an address; with ``form``, in answer to it. Raises ProviderError."""
    try:
        async with asyncio.timeout(SECONDS):
            host, pinned = await _pinned(rules, url)
            async with httpx.AsyncClient(trust_env=False, follow_redirects=False) as client:
                request = client.build_request("POST" if form else "GET", pinned, data=form)
                request.headers["Host"] = host
                request.headers["Accept"] = "application/json"
                request.extensions["sni_hostname"] = urlsplit(url).hostname
                auth = httpx.BasicAuth(*basic) if basic else None
                answer = await client.send(request, auth=auth, stream=True)
                body = bytearray()
                async for chunk in answer.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST:
                        raise ProviderError("too large")
                await answer.aclose()
        told = json.loads(bytes(body))
    except (TimeoutError, OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
        raise ProviderError(type(problem).__name__) from None
    if answer.status_code != 200 or not isinstance(told, dict):
        raise ProviderError(f"status {answer.status_code}")
    return told


async def _pinned(rules: SignInRules, url: str) -> tuple[str, httpx.URL]:
    """The Host header, and the address with the host's number in place of its name."""
    named = httpx.URL(url)
    if origin_of(url) in rules.private_issuers:
        return named.netloc.decode("ascii"), named
    if named.scheme != "https" or named.userinfo:
        raise ProviderError("not https")
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(named.host, named.port or 443, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(one[4][0]) for one in found]
    if not addresses or not all(one.is_global and not one.is_multicast for one in addresses):
        raise ProviderError("not public")
    return named.netloc.decode("ascii"), named.copy_with(host=str(addresses[0]))
