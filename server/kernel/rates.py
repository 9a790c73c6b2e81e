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
import time
from collections.abc import Callable, Iterable
from hashlib import blake2b

from server.kernel.sealing import Busy, Token

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

BURST_SECONDS = 30
MOST_BUCKETS = 50_000
DAY = 86_400
PREFIX = {4: 24, 6: 48}
NOBODYS = tuple(
    map(
        ipaddress.ip_network,
        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
    )
)
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
        self.trusted = tuple(trusted_proxies)
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
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()] + [peer]
        while hops:
            try:
                address = ipaddress.ip_address(hops.pop())
            except ValueError:
                return b""
            address = getattr(address, "ipv4_mapped", None) or address
            if not any(address in network for network in self.trusted):
                break
        else:
            return b""
        if any(address in network for network in NOBODYS):
            return b""
        network = ipaddress.ip_network((address, PREFIX[address.version]), strict=False)
        return blake2b(network.network_address.packed, digest_size=16, key=self._key_of_today()).digest()

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
