"""How busy the machine is: what plain work costs here and now, so that figures of different days can be compared."""

from __future__ import annotations

import time


def seconds() -> float:
    """Return the CPU seconds of five million additions. Alone, a machine of these benchmarks needs about 0.25."""
    began, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return time.process_time() - began
