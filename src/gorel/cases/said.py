"""What pictures say about the life of their cases, beside their flow: patience and retention.

Only versions whose file says any of it are compiled for it, and each is looked at once per Python process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gorel.cases import programs
from gorel.cases.models import Process
from gorel.core import times

PATIENCE, GROUND = "gorel.patience", "gorel.history.ground"
_WORDS = (b"gorel.patience", b"gorel.history", b"historyTimeToLive")


@dataclass(frozen=True, slots=True)
class Said:
    """What one version says.

    Shape: patience is an ISO 8601 duration by element id, "" for the whole case; kept_for and ground are of its
    finished cases, "" when it says nothing of them.
    """

    process_id: int
    key: str
    name: str
    organisation_id: int | None
    patience: Mapping[str, str] = field(default_factory=dict)
    kept_for: str = ""
    ground: str = ""


_found: dict[tuple[int, str], Said | None] = {}


def all_said() -> list[Said]:
    """Return what all versions say that say anything. One query, and one more when there are new versions."""
    present = [(pk, str(uid)) for pk, uid in Process.objects.order_by("pk").values_list("pk", "uid")]
    new = [pk for pk, uid in present if (pk, uid) not in _found]
    for row in Process.objects.filter(pk__in=new).select_related("resource").iterator(chunk_size=50):
        _found[row.pk, str(row.uid)] = _read(row) if any(word in row.bpmn for word in _WORDS) else None
    return [said for at in present if (said := _found[at]) is not None]


def as_duration(text: str) -> str:
    """Return a number of days as the ISO 8601 duration that it is; anything else as it stands."""
    text = text.strip()
    return f"P{text}D" if text.isdigit() else text


def duration(text: str) -> times.Duration | None:
    """Return an ISO 8601 duration, or a number of days; None for what is neither."""
    try:
        return times.parse_duration(as_duration(text))
    except ValueError:
        return None


def before(now: int, span: times.Duration) -> int:
    """Return the instant that lies *span* before *now*."""
    return times.add(now, times.Duration(*(-part for part in span)))


def _read(row: Process) -> Said:
    program = programs.known(row.pk).program
    patience = {id: info.properties[PATIENCE] for id, info in program.elements.items() if PATIENCE in info.properties}
    if PATIENCE in program.properties:
        patience[""] = program.properties[PATIENCE]
    ground = program.properties.get(GROUND, "").strip()
    return Said(row.pk, row.key, row.name or row.key, row.organisation_id, patience, program.history_ttl or "", ground)
