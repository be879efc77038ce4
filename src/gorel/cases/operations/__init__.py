"""Changing many cases at once, over a query: tried again, cancelled, paused, moved, migrated.

    operations.begin("retry", Query(incident="job.failed"), by="person:7", reason="the register is up again")

The worker does it in small batches, beside its other work. Each case is changed by itself, as if a person had done it
alone: its log says who, why, and by which operation; one that refuses is noted with its reason, and the rest go on.
"""

from gorel.cases.operations.doing import begin, go_on, pause, proceed, stop, undo
from gorel.cases.operations.kinds import KINDS, BadPlan, CannotUndo
from gorel.cases.operations.telling import changes, find, progress

__all__ = [
    "KINDS", "BadPlan", "CannotUndo", "begin", "changes", "find", "go_on", "pause", "proceed", "progress", "stop",
    "undo",
]  # fmt: skip
