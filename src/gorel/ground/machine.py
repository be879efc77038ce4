"""Machine time: leases, sessions, codes, rate limits, the record of sign-ins. It never moves with a demo's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment by the machine's own clock, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)
