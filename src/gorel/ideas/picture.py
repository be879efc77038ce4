"""The few words that this room says to its cases.

The case of an anonymous idea, of its trials and of its solution, belongs to no organisation and was begun by nobody:
colleagues who may look into their organisation's cases and letters find neither, and only the coach, whose task it
holds, sees it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gorel.cases import runtime
from gorel.ideas.models import Digest, Idea, Stage

# A letter may be on its way, and nobody listen yet.
HEARD_WITHIN = timedelta(days=7)


def start(row: Stage, *, by: str) -> None:
    """Start the row's case."""
    uid, hidden = str(row.uid), _is_hidden(row)
    runtime.start(
        row.kind, variables={"row": uid}, business_key=uid,
        organisation=None if hidden else row.organisation, by=None if hidden else by,
    )  # fmt: skip


def _is_hidden(row: Stage) -> bool:
    """Say whether letters about the row would tell who wrote an anonymous idea."""
    idea = row if isinstance(row, Idea) else getattr(row, "idea", None)
    return idea is not None and idea.is_anonymous


def tell(message: str, row: Stage, **variables: Any) -> int:
    """Say *message* to the row's case; return how many heard it at once."""
    return runtime.publish(message, str(row.uid), variables, time_to_live=HEARD_WITHIN)


def start_digest(digest: Digest) -> None:
    """Start the case that sends somebody their digests. It belongs to no organisation."""
    uid = str(digest.uid)
    runtime.start("digest", variables={"digest": uid}, business_key=uid)


def tell_digest(digest: Digest) -> None:
    """Say that the person wants it more or less often."""
    runtime.publish("digest.changed", str(digest.uid), {}, time_to_live=HEARD_WITHIN)
