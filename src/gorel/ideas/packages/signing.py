"""Who signed: this home's own Ed25519 key, sealed in the database, and the keys of others that are trusted here."""

from __future__ import annotations

import base64
import hashlib

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import IntegrityError, transaction

from gorel.ground import clock, sealing
from gorel.ideas.models import SigningKey
from gorel.ideas.packages.problems import BadPackage

_ABOUT = b"gorel package key"


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What signature.json says."""

    algorithm: str
    key: str  # base64
    signature: str  # base64


def own_key(name: str = "") -> SigningKey:
    """Return this home's key; the first time it is made. Writes a row then."""
    present = SigningKey.objects.filter(is_own=True).first()
    if present is not None:
        return present
    secret = Ed25519PrivateKey.generate()
    wrapped, key = sealing.new_key()
    public = secret.public_key().public_bytes_raw()
    try:
        with transaction.atomic():
            return SigningKey.objects.create(
                name=name or "Görel", fingerprint=fingerprint(public), public=base64.b64encode(public).decode(),
                wrapped=wrapped, private=key.seal(secret.private_bytes_raw(), _ABOUT), is_own=True,
            )  # fmt: skip
    except IntegrityError:  # another process was first
        return SigningKey.objects.get(is_own=True)


def sign(data: bytes) -> Signature:
    """Return this home's signature of *data*."""
    row = own_key()
    secret = sealing.unwrap(bytes(row.wrapped or b"")).open(bytes(row.private or b""), _ABOUT)
    made = Ed25519PrivateKey.from_private_bytes(secret).sign(data)
    return Signature("Ed25519", row.public, base64.b64encode(made).decode())


def verified(data: bytes, signature: Signature) -> tuple[str, str]:
    """Return (fingerprint, public key) of who signed *data*. Errors: BadPackage "signature"."""
    try:
        public = base64.b64decode(signature.key, validate=True)
        made = base64.b64decode(signature.signature, validate=True)
        if signature.algorithm != "Ed25519":
            raise BadPackage("signature")
        Ed25519PublicKey.from_public_bytes(public).verify(made, data)
    except (ValueError, InvalidSignature):
        raise BadPackage("signature") from None
    return fingerprint(public), base64.b64encode(public).decode()


def read(data: bytes) -> Signature:
    """Return what a signature file says. Errors: BadPackage "signature"."""
    try:
        return msgspec.json.decode(data[:10_000], type=Signature)
    except msgspec.DecodeError:
        raise BadPackage("signature") from None


def known(mark: str, public: str, name: str) -> SigningKey:
    """Return the row of a key, written when it was never seen; it is not trusted by that."""
    row, _is_new = SigningKey.objects.get_or_create(fingerprint=mark, defaults={"public": public, "name": name[:120]})
    return row


def trust(*, key: SigningKey, by: str, trusted: bool = True) -> None:
    """Say that what a key signed may be put to use here, or no longer. Writes one row, and who said so."""
    key.trusted_at = clock.now() if trusted else None
    key.trusted_by = by
    key.save(update_fields=["trusted_at", "trusted_by"])


def fingerprint(public: bytes) -> str:
    """Return by what people compare keys."""
    return hashlib.sha256(public).hexdigest()
