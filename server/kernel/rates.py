"""How often somebody may ask the API, without noting who it was.

A bucket holds half a minute's worth of requests and fills at the rate. Who has a token is counted by it, once it has
proved to be one; everyone else by the network (/24, /48), and of that only a hash is kept, under a random key that is
thrown away each day and never leaves the memory of the process. Each process counts for itself.

The library `limits` was looked at: it has windows but no buckets, a window lets twice the rate
through at its seam, and its memory store runs a thread. What is needed is the few lines below.

The rate of a network is wide on purpose. Behind one address stand a dormitory, an employer's Wi-Fi, a whole mobile
network, and a worker there must not be kept from filing by who else is busy: the verbs that file and follow a grievance
are never refused for the network's sake (Argon2's own queue bounds them), receipts have a bucket beside the others',
and the pages, which most workers use, ask within the process, under no address at all.
"""

import ipaddress
import math
import os
import socket
import time
from collections.abc import Callable, Iterable
from hashlib import blake2b

from server.kernel.sealing import Busy, Token

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

BURST_SECONDS = 30
MOST_BUCKETS = 50_000
DAY = 86_400
KEPT_BYTES = {4: 3, 16: 6}
"""How much of an address names its network, by the address's length: /24 and /48."""

MAPPED = bytes(10) + b"\xff\xff"
"""Before an IPv4 address that is written as IPv6."""


def _outline(network: Network) -> tuple[int, int, int]:
    """A network as length, mask and number: whether an address is in it is asked with each request."""
    return network.max_prefixlen // 8, int(network.netmask), int(network.network_address)


NOBODYS = [
    _outline(ipaddress.ip_network(one))
    for one in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
]
"""Addresses of no person: a proxy or another part of the platform on this machine or in its own network. They are
counted only where ``trusted_proxies`` makes them tell for whom they ask."""


class TooOften(Busy):
    """Asked too often: try again in ``retry_after`` seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds  # pyright: ignore[reportAttributeAccessIssue]  here each time has its own


class Rates:
    """The buckets of one process. Rates are requests a second; 0 is no limit."""

    def __init__(
        self,
        anonymous: float,
        token: float,
        trusted_proxies: Iterable[Network] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.anonymous = anonymous
        self.token = token
        self.trusted = [_outline(network) for network in trusted_proxies]
        self.clock = clock
        self._day = int(clock() // DAY)
        self._key = os.urandom(32)
        self._buckets: dict[bytes, tuple[float, float]] = {}

    def take(self, peer: str, forwarded: str, token: Token | None) -> int:
        """Count a request. Gives 0, or the seconds to wait where it is one too many.

        ``peer`` is who holds the connection, ``forwarded`` the header X-Forwarded-For, believed from trusted proxies.
        """
        if token is not None and token.id in self._buckets:
            return self._draw(token.id, self.token)
        network = self._network(peer, forwarded)
        kind = b"receipts" if token is not None and token.audience == "worker" else b"others"
        return self._draw(kind + network, self.anonymous) if network else 0

    def know(self, token: Token) -> None:
        """From now on count this token by itself: a live session was found behind it."""
        if self.token and token.id not in self._buckets:
            self._draw(token.id, self.token)

    def _network(self, peer: str, forwarded: str) -> bytes:
        """The keyed hash of who asks; empty for nobody's address, as for what is no address."""
        address = _packed(peer)
        if _among(self.trusted, address):
            hops = [_packed(hop.strip()) for hop in forwarded.split(",") if hop.strip()]
            address = next((hop for hop in reversed(hops) if not _among(self.trusted, hop)), b"")
        if not address or _among(NOBODYS, address):
            return b""
        network = address[: KEPT_BYTES[len(address)]].ljust(len(address), b"\0")
        return blake2b(network, digest_size=16, key=self._key_of_today()).digest()

    def _key_of_today(self) -> bytes:
        today = int(self.clock() // DAY)
        if today != self._day:
            self._day, self._key = today, os.urandom(32)
            self._buckets.clear()
        return self._key

    def _draw(self, bucket: bytes, rate: float) -> int:
        if not rate:
            return 0
        moment, full = self.clock(), max(1.0, rate * BURST_SECONDS)
        held, since = self._buckets.pop(bucket, (full, moment))
        held = min(full, held + (moment - since) * rate)
        self._buckets[bucket] = (max(0.0, held - 1), moment)
        if len(self._buckets) > MOST_BUCKETS:  # in the order of their last use: the first is the fullest
            del self._buckets[next(iter(self._buckets))]
        return 0 if held >= 1 else math.ceil((1 - held) / rate)


def _packed(address: str) -> bytes:
    """An address's bytes; none of what is no address."""
    try:
        if ":" not in address:
            return socket.inet_pton(socket.AF_INET, address)
        packed = socket.inet_pton(socket.AF_INET6, address)
    except (OSError, ValueError):
        return b""
    return packed.removeprefix(MAPPED)


def _among(networks: list[tuple[int, int, int]], address: bytes) -> bool:
    number = int.from_bytes(address, "big")
    return any(length == len(address) and number & mask == base for length, mask, base in networks)
