"""The pictures of processes in use, in the reader's language where the file has its words."""

from __future__ import annotations

from gorel.cases.models import Process
from gorel.core.bpmn.picture import Picture
from gorel.desk.steps import steps
from gorel.ground import diagrams
from gorel.ground.language import is_english


def picture(process: Process) -> Picture | None:
    """Return the picture of a version; a version never changes, so it is drawn once per language and worker."""
    if not is_english():
        return diagrams.kept(("process", process.uid), lambda: process.bpmn)
    known = steps(process)
    names = {one.id: one.name_en for one in known.by_id.values()}
    names |= {one.id: one.name_en for one in known.choices.values()}
    return diagrams.kept(("process", process.uid, "en"), lambda: process.bpmn, names)
