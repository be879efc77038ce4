"""Outside ids: time-ordered UUIDv7 (RFC 9562), and tokens that nobody can guess."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def uid() -> UUID:
    """Return a new UUIDv7: 48 bits of milliseconds, then chance, so that new rows land side by side in an index."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def token() -> str:
    """Return an address that cannot be guessed: 192 bits, safe in a URL."""
    return secrets.token_urlsafe(24)
