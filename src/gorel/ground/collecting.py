"""Python's collector of memory, for a process that has read all it needs and now works for long."""

from __future__ import annotations

import gc

YOUNG = 20_000  # new objects before the collector looks at them: a turn of two hundred cases makes some thousand


def calm() -> None:
    """Let the collector leave alone what stands, and look at new objects seldom.

    A whole look at what is read at the start takes as long as thousands of steps, and a worker makes many objects that
    are gone when their turn is.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
