"""Two versions of a process compared, element by element, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gorel.cases.models import Process
from gorel.core import bpmn
from gorel.core.bpmn.model import Assignment, Flow, Node
from gorel.core.bpmn.model import Process as Drawn
from gorel.core.time_words import say_time
from gorel.desk.steps import ENGLISH, KINDS, in_language
from gorel.ground.language import spoken

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
WORDS = {
    ADDED: pgettext_lazy("version", "New"),
    REMOVED: pgettext_lazy("version", "Taken away"),
    CHANGED: pgettext_lazy("version", "Changed"),
}
TONES = {ADDED: "good", REMOVED: "bad", CHANGED: "wait"}
# What the parts of an element are called; parts that are not named here are details.
PARTS = {
    "documentation": gettext_lazy("its description"),
    "events": gettext_lazy("what it waits for or tells"),
    "job": gettext_lazy("what Görel does"),
    "user": gettext_lazy("who does it, by when or with which form"),
    "rule": gettext_lazy("which rules decide"),
    "script": gettext_lazy("what is computed"),
    "expression": gettext_lazy("what is computed"),
    "call": gettext_lazy("which other case it starts"),
    "loop": gettext_lazy("how many times it is done"),
    "default": gettext_lazy("which way it goes otherwise"),
    "listeners": gettext_lazy("what is done beside it"),
    "scope": gettext_lazy("which part it belongs to"),
    "attached_to": gettext_lazy("which step it stands on"),
    "interrupting": gettext_lazy("whether it interrupts the step"),
}
SPANS = frozenset({"gorel.time.before", "gorel.time.after", "gorel.patience", "gorel.history.time-to-live"})
_DETAILS = gettext_lazy("details")
_OWN = (
    "id",
    "name",
    "kind",
    "source",
    "target",
    "condition",
    "properties",
    "rest",
    "inputs",
    "outputs",
)  # said one by one, or not at all


@dataclass(frozen=True, slots=True)
class Difference:
    """One element that differs. Shape: kind is ADDED, REMOVED or CHANGED; details say what changed in it."""

    element: str
    kind: str
    name: str
    what: str
    details: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return str(WORDS[self.kind])

    @property
    def tone(self) -> str:
        return TONES[self.kind]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of *old* in *new*, in the order of the pictures."""

    old: Process
    new: Process
    differences: tuple[Difference, ...]

    @property
    def new_marks(self) -> dict[str, str]:
        """Return what the picture of the new version marks, by element."""
        return self._marks(ADDED, CHANGED)

    @property
    def old_marks(self) -> dict[str, str]:
        return self._marks(REMOVED, CHANGED)

    def _marks(self, *kinds: str) -> dict[str, str]:
        return {one.element: one.kind for one in self.differences if one.kind in kinds}


def compare(old: Process, new: Process) -> Comparison:
    """Compare what two versions do. How they are drawn does not count."""
    return Comparison(old, new, differences(_drawn(old), _drawn(new)))


def differences(old: Drawn | None, new: Drawn | None) -> tuple[Difference, ...]:
    """Return what differs between two processes as they are read."""
    before, after = _elements(old), _elements(new)
    found = [Difference(one.id, ADDED, _name(one, after), _what(one)) for one in after.values() if one.id not in before]
    for one in before.values():
        if one.id not in after:
            found.append(Difference(one.id, REMOVED, _name(one, before), _what(one)))
        elif details := tuple(dict.fromkeys(_details(one, after[one.id], before, after))):
            found.append(Difference(one.id, CHANGED, _name(after[one.id], after), _what(after[one.id]), details))
    return tuple(found)


Elements = dict[str, Node | Flow]


def _drawn(version: Process) -> Drawn | None:
    return bpmn.read(version.bpmn).process(version.key)


def _elements(drawn: Drawn | None) -> Elements:
    if drawn is None:
        return {}
    every: list[Node | Flow] = [*drawn.nodes, *drawn.flows]
    return {one.id: one for one in every}


def _details(old: Node | Flow, new: Node | Flow, before: Elements, after: Elements) -> Iterator[str]:
    """Yield what changed, in words."""
    if old.name != new.name:
        yield _("the name: “%(old)s” became “%(new)s”") % {"old": old.name, "new": new.name}
    if isinstance(old, Flow) and isinstance(new, Flow):
        if (old.source, old.target) != (new.source, new.target):
            yield _("it went from %(old)s, and now goes from %(new)s") % {
                "old": _ends(old, before), "new": _ends(new, after),
            }  # fmt: skip
    elif _what(old) != _what(new):
        yield _("the kind: %(old)s became %(new)s") % {"old": _what(old), "new": _what(new)}
    if old.condition != new.condition:
        yield _("the condition: %(old)s became %(new)s") % {"old": _text(old.condition), "new": _text(new.condition)}
    for name in sorted(old.properties.keys() | new.properties.keys()):
        was, becomes = (one.properties.get(name, "–") for one in (old, new))
        if was != becomes:
            values = {"name": name, "old": _said(name, was), "new": _said(name, becomes)}
            yield _("the property %(name)s: %(old)s became %(new)s") % values
    if isinstance(old, Node) and isinstance(new, Node):
        yield from _assigned(_("what goes in as %(name)s: %(old)s became %(new)s"), old.inputs, new.inputs)
        yield from _assigned(_("what is kept as %(name)s: %(old)s became %(new)s"), old.outputs, new.outputs)
    for field in msgspec.structs.fields(old):
        if field.name not in _OWN and getattr(old, field.name) != getattr(new, field.name, None):
            yield str(PARTS.get(field.name, _DETAILS))


def _assigned(said: str, old: tuple[Assignment, ...], new: tuple[Assignment, ...]) -> Iterator[str]:
    """Yield each value that is made in another way, or is new or gone."""
    before, after = ({one.target: one.source for one in several} for several in (old, new))
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield said % {"name": name, "old": _text(before.get(name)), "new": _text(after.get(name))}


def _name(one: Node | Flow, elements: Elements) -> str:
    own = in_language(one.name, one.properties.get(ENGLISH, ""))
    if isinstance(one, Flow):
        return f"{own}: {_ends(one, elements)}" if own else _ends(one, elements)
    return own or _what(one)


def _what(one: Node | Flow) -> str:
    return _("way") if isinstance(one, Flow) else str(KINDS.get(one.kind, gettext_lazy("step")))


def _ends(flow: Flow, elements: Elements) -> str:
    names = [_name(elements[end], elements) if end in elements else end for end in (flow.source, flow.target)]
    return _("“%(source)s” to “%(target)s”") % {"source": names[0], "target": names[1]}


def _text(source: Any) -> str:
    """Return an expression, or another way to make a value, as it is written."""
    return str(getattr(source, "text", source)) if source else _("none")


def _said(name: str, value: str) -> str:
    """Return the value of a property; one that is a length of time in words."""
    return (say_time(value, spoken()) if name in SPANS else None) or value
