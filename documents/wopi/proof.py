"""Whether a call comes from the office server: it signs every one with a key whose public half is in its discovery.

The rule is "Verifying that requests originate from Office for the web by using proof keys" of the protocol.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

# How old a call may be, and how far ahead its clock.
WITHIN = timedelta(minutes=20)
YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
SHORTEST = 1024
# A tick is 100 nanoseconds.
TICKS = 10


@dataclass(frozen=True)
class Key:
    """The public half of an RSA key."""

    modulus: int
    exponent: int

    @property
    def is_strong(self) -> bool:
        """Whether it is long enough to prove anything; the protocol itself asks for no more."""
        return self.modulus.bit_length() >= SHORTEST

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Return whether this key made the signature (PKCS #1 v1.5, SHA-256)."""
        try:
            public = rsa.RSAPublicNumbers(self.exponent, self.modulus).public_key()
            public.verify(signature, message, padding.PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Keys:
    """The key that the office server signs with, and the one it had before: they change from time to time."""

    current: Key
    old: Key


@dataclass(frozen=True)
class Proof:
    """What a call says about where it comes from: the headers X-WOPI-Proof, X-WOPI-ProofOld, X-WOPI-TimeStamp.

    `token` is the key it carries, `address` where it was sent to, with its query, as it was sent.
    """

    token: str
    address: str
    signature: str
    old_signature: str
    ticks: str

    def is_good(self, keys: Keys, *, now: datetime) -> bool:
        """Return whether it was signed with one of `keys`, and not too long ago.

        While the office server changes its key, either side may be ahead: what it signed with its former key counts,
        and so does what it signed with one that we still hold for the current, or for the former one.
        """
        ticks = _number(self.ticks)
        if ticks is None or abs(now - YEAR_ONE - timedelta(microseconds=ticks // TICKS)) > WITHIN:
            return False
        message = signed(self.token, self.address, ticks)
        signature, old_signature = _bytes(self.signature), _bytes(self.old_signature)
        return (
            keys.current.has_signed(message, signature)
            or keys.current.has_signed(message, old_signature)
            or keys.old.has_signed(message, signature)
        )


def signed(token: str, address: str, ticks: int) -> bytes:
    """Return what the office server signs: token, address in capitals and time, each after its length."""
    parts = (token.encode(), address.upper().encode(), struct.pack(">q", ticks))
    return b"".join(struct.pack(">i", len(part)) + part for part in parts)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 and int(text) < 2**62 else None


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
