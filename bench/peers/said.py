"""How a peer's script says what it did."""

from __future__ import annotations

import json


def say(way: str, steps: int, seconds: float) -> None:
    """Print a way of working, and its steps a second."""
    print(json.dumps({"way": way, "per_second": steps / seconds}), flush=True)
