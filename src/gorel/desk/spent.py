"""How long a person worked on a task: measured from opening its page to sending it, by machine time.

The start travels in the form, signed, so that two tabs and a restart do no harm. Nobody is believed to have read for
hours what stood open over lunch: the time is capped. What the person writes in a field called `minutes` goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core import signing

from gorel.cases.models import Task
from gorel.ground import machine

MOST_SECONDS = 30 * 60
_SALT = "gorel.desk.opened"


def opened(task: Task) -> str:
    """Return the mark that the task's page carries."""
    return signing.dumps([str(task.uid), int(machine.now().timestamp())], salt=_SALT)


def seconds(task: Task, mark: str, answer: Mapping[str, Any]) -> int | None:
    """Return the seconds that the task took; None when nothing believable is known."""
    minutes = answer.get("minutes")
    if isinstance(minutes, (int, Decimal)) and not isinstance(minutes, bool) and minutes >= 0:
        return int(minutes * 60)
    try:
        uid, at = signing.loads(mark, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    passed = int(machine.now().timestamp()) - int(at)
    if uid != str(task.uid) or passed < 0:
        return None
    return min(passed, MOST_SECONDS)
