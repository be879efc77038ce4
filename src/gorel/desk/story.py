"""The log of a case as a story: who did what and when, in words, with the steps' names.

The log says when a token entered and left each symbol. A reader wants what happened: a task was given out and done, a
letter went, a choice fell, a wait began and ended. Symbols that only route tokens are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gorel.cases.models import Case, LogEntry
from gorel.desk import people
from gorel.desk.steps import GATEWAYS, PARTS, Step, Steps, steps

_WAITS = frozenset({"intermediateCatchEvent", "receiveTask"})
# What many cases were changed by names its operation after the reason, for who reads the log itself.
_OPERATION = re.compile(r" \([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)$")
_OWN_WORK = frozenset({"serviceTask", "sendTask", "scriptTask", "task"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. Shape: tone is "", "good", "wait" or "bad"; element is "" when no step is meant."""

    at: datetime
    text: str
    tone: str = ""
    element: str = ""


def latest(case: Case, count: int = 400) -> list[Line]:
    """Return the end of the case's story, the latest first. Three queries."""
    return story(case, case.log.order_by("-pk")[:count])


def story(case: Case, entries: Iterable[LogEntry]) -> list[Line]:
    """Return the lines of the case's story for *entries* of its log, in their order.

    Who did a task stands in the task's row: the log tells it only after what followed at once.
    """
    entries = list(entries)
    doers = dict(case.tasks.exclude(closed_by="").values_list("key", "closed_by"))
    names = people.names({*_actors(entries), *doers.values()})
    teller = _Teller(steps(case.process), names, doers)
    told = (teller.tell(entry) for entry in entries)
    return [line for line in told if line is not None]


def _actors(entries: Iterable[LogEntry]) -> set[str]:
    found = set()
    for entry in entries:
        found.add(entry.by)
        assignee = _detail(entry).get("to")
        if isinstance(assignee, str) and assignee:
            found.add(assignee)
    return found


def _detail(entry: LogEntry) -> dict[str, Any]:
    if not entry.detail:
        return {}
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return {"text": entry.detail}
    return detail if isinstance(detail, dict) else {"text": str(detail)}


class _Teller:
    """Finds the words for one line of the log at a time."""

    def __init__(self, known: Steps, names: dict[str, str], doers: dict[int, str]) -> None:
        self.steps, self.names, self.doers = known, names, doers
        self.ways: dict[str, Callable[[LogEntry, Step], Line | None]] = {
            "entered": self._entered,
            "left": self._left,
            "cancelled": self._cancelled,
            "took": self._took,
        }

    def tell(self, entry: LogEntry) -> Line | None:
        step = self.steps.find(entry.element)
        way = self.ways.get(entry.kind)
        return way(entry, step) if way else self._own(entry, step)

    def _entered(self, entry: LogEntry, step: Step) -> Line | None:
        words = {"step": step.said}
        if step.kind in ("userTask", "manualTask"):
            return self._line(entry, _("Handed out the task “%(step)s”.") % words, "wait")
        if step.kind in _WAITS:
            if "timer" in step.events:
                return self._line(entry, _("Began to wait for the time of “%(step)s”.") % words, "wait")
            return self._line(entry, _("Began to wait: “%(step)s”.") % words, "wait")
        if step.kind in PARTS:
            return self._line(entry, _("Began the part “%(step)s”.") % words)
        if step.kind == "callActivity":
            return self._line(entry, _("Started another case: “%(step)s”.") % words)
        return None

    def _left(self, entry: LogEntry, step: Step) -> Line | None:
        words = {"step": step.said, "who": self.names[self.doers.get(entry.key or 0, entry.by)]}
        if step.kind in ("userTask", "manualTask"):
            return self._line(entry, _("%(who)s did the task “%(step)s”.") % words, "good")
        if step.kind == "businessRuleTask":
            return self._line(entry, _("The rules answered: %(step)s.") % words, "good")
        if step.kind in _OWN_WORK:
            return self._line(entry, _("Görel did: %(step)s.") % words, "good")
        if step.kind in (*_WAITS, "boundaryEvent"):
            return self._line(entry, _("It happened: %(step)s.") % words)
        if step.kind == "startEvent":
            return self._line(entry, _("Began: %(step)s.") % words) if step.name else None
        if step.kind == "endEvent":
            return self._line(entry, _("Came to the end: %(step)s.") % words, "good") if step.name else None
        if step.kind in PARTS:
            return self._line(entry, _("Finished the part “%(step)s”.") % words)
        if step.kind == "callActivity":
            return self._line(entry, _("The other case is done: “%(step)s”.") % words, "good")
        if step.kind == "intermediateThrowEvent":
            return self._line(entry, _("Görel did: %(step)s.") % words) if step.name else None
        return None

    def _cancelled(self, entry: LogEntry, step: Step) -> Line | None:
        if not entry.element:
            words = {"who": self.names[entry.by], "reason": _OPERATION.sub("", str(_detail(entry).get("reason", "")))}
            return self._line(entry, _("%(who)s cancelled the case: %(reason)s") % words, "bad")
        if step.kind in GATEWAYS or not step.name:
            return None
        return self._line(entry, _("No longer needed: “%(step)s”.") % {"step": step.said})

    def _took(self, entry: LogEntry, _step: Step) -> Line | None:
        choice = self.steps.choices.get(entry.element)
        if choice is None:
            return None
        asked = self.steps.find(choice.source)
        if asked.kind not in GATEWAYS:
            return None
        return self._line(entry, _("%(question)s %(answer)s.") % {"question": asked.said, "answer": choice.said})

    def _own(self, entry: LogEntry, step: Step) -> Line | None:
        """Tell what the memory itself wrote down."""
        detail = _detail(entry)
        words = {
            "step": step.said,
            "who": self.names.get(entry.by, entry.by),
            "text": _OPERATION.sub("", str(detail.get("reason", ""))),
        }
        words["names"] = ", ".join(map(str, detail.get("names") or ()))
        taken_by = detail.get("to")
        if not isinstance(taken_by, str):  # a version's number
            taken_by = ""
        words["assignee"] = self.names.get(taken_by, str(taken_by)) if taken_by else ""
        sentences: dict[str, tuple[str, str]] = {
            "started": (_("%(who)s started the case."), ""),
            "ended": (_("The case is closed."), "good"),
            "set": (
                _("%(who)s corrected values of the case (%(names)s): %(text)s")
                if detail.get("names")
                else _("%(who)s corrected values of the case."),
                "",
            ),
            "retried": (_("%(who)s asked Görel to try again: %(step)s."), ""),
            "resolved": (
                _("%(who)s let the case try again: %(step)s. %(text)s")
                if words["text"]
                else _("The incident is solved: %(step)s."),
                "good",
            ),
            "suspended": (_("%(who)s paused the case: %(text)s"), "wait"),
            "resumed": (_("%(who)s let the case go on."), ""),
            "modified": (_("%(who)s moved the case by hand: %(text)s"), "wait"),
            "migrated": (_("%(who)s moved the case to another version of the process: %(text)s"), "wait"),
            "restarted": (_("%(who)s began the case anew."), ""),
            "erased": (_("What was personal in the case has been erased."), ""),
            "incident": (_("Görel stopped and asks a person to look: %(step)s."), "bad"),
            "failed": (_("A try did not succeed: %(step)s. Görel tries again."), "wait"),
            "assigned": (
                _("%(assignee)s took the task “%(step)s”.")
                if taken_by
                else _("%(who)s gave back the task “%(step)s”."),
                "",
            ),
        }
        if entry.kind not in sentences:
            return None  # "completed" is told when the task was left; "message" by the step that waited for it
        sentence, tone = sentences[entry.kind]
        return self._line(entry, sentence % words, tone)

    def _line(self, entry: LogEntry, text: str, tone: str = "") -> Line:
        said = text[:1].upper() + text[1:]
        return Line(at=entry.at, text=said.replace("?.", "?"), tone=tone, element=entry.element)
