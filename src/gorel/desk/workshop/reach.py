"""What a draft may let Görel do: nearly everything that can be found in the editor, but not the inner work of a room.

Some abilities are the way in which a room keeps its own rows – admits a participant, publishes a programme point,
closes an idea – and are made for that room's own processes. Whoever changes such a process in the workshop keeps them;
a process of another kind does not get them, for it would change rows that other people answer for. What a job is may
therefore not be a calculation, which nobody can look through. Folders, secrets and addresses are a matter of their own:
see `ability.grants`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from gorel.ability import registry
from gorel.accounts.models import Organisation
from gorel.cases import programs
from gorel.core import bpmn
from gorel.core.bpmn import Definitions
from gorel.core.bpmn.model import Job
from gorel.core.problems import ModelError
from gorel.desk.workshop import files as sets
from gorel.desk.workshop.outline.expressions import as_text

OPEN_ROOMS = frozenset({"cases", "benefits", "robots"})  # theirs work on what the case itself brings


def out_of_reach(files: Mapping[str, bytes], organisation: Organisation) -> list[str]:
    """Return the job types that a draft asks for and that only a room's own processes may use. Few queries.

    Shape: what the process that is live under the same key uses already is within reach.
    """
    drawn = sets.definitions(files)
    wanted = {type_ for type_ in _types(drawn) if _is_inner(type_)}
    if drawn is None or not wanted:
        return []
    for process in drawn.processes:
        live = programs.newest(process.id, organisation.pk)
        if live is not None:
            try:
                wanted -= _types(bpmn.read(live.bpmn))
            except ModelError:
                continue
    return sorted(wanted)


def _types(drawn: Definitions | None) -> set[str]:
    """Return the type of every job, of steps, listeners and events; a calculated one as it is written."""
    return {as_text(job.type) for job in _jobs(drawn.processes)} if drawn else set()


def _jobs(part: Any) -> Iterator[Job]:
    if isinstance(part, Job):
        yield part
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _jobs(getattr(part, name))
    elif isinstance(part, tuple):
        for one in part:
            yield from _jobs(one)


def _is_inner(type_: str) -> bool:
    if type_.startswith(("=", "${", "#{")):
        return True
    ability = registry.find(type_)
    if ability is None or not ability.transactional:
        return False
    house, _dot, room = ability.run.__module__.partition(".")
    return house == "gorel" and room.partition(".")[0] not in OPEN_ROOMS
