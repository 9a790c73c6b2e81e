"""A passkey authenticator in software: one ES256 key for one host, attestation "none", user verified."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """Answers what `navigator.credentials` is asked, as a browser at ``origin`` would hand it on."""

    origin: str
    verifies: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: str) -> str:
        """A new credential for registration options."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        held = bytes(16) + struct.pack(">H", len(self.id)) + self.id + encode_cbor(cose)
        about = self._about(asked["rp"]["id"], ATTESTED) + held
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": about})
        return self._credential(
            {
                "clientDataJSON": bytes_to_base64url(self._client("webauthn.create", asked["challenge"])),
                "attestationObject": bytes_to_base64url(attestation),
            }
        )

    def proof(self, options: str) -> str:
        """An assertion for authentication options."""
        asked = json.loads(options)
        self.count += 1
        client, about = self._client("webauthn.get", asked["challenge"]), self._about(asked["rpId"], 0)
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": bytes_to_base64url(client),
                "authenticatorData": bytes_to_base64url(about),
                "signature": bytes_to_base64url(signature),
            }
        )

    def cose(self) -> bytes:
        """The public key as it is stored."""
        numbers = self.key.public_key().public_numbers()
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def _about(self, host: str, flags: int) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        assert base64url_to_bytes(challenge)
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, Any]) -> str:
        id = bytes_to_base64url(self.id)
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response})
