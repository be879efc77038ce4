"""Finds processes and parts of the library by words, Swedish and English: what steps are called, and what is done.

A part is known by what its own steps say, so that "granska" finds the task and not everything in its process; the whole
process is known by all of it. What is *called* so comes before what merely does so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy

from gorel.ability import registry
from gorel.ability.template import said as ability_said
from gorel.core.bpmn.model import Node
from gorel.core.bpmn.names import ACTIVITIES
from gorel.desk.steps import ENGLISH, in_language
from gorel.desk.workshop.library import shelf
from gorel.desk.workshop.library.parts import Part
from gorel.desk.workshop.outline.reading import word
from gorel.ground import search

MOST = 60
SHOWN = 3  # names of steps in a title
KINDS = {
    "process": gettext_lazy("whole process"),
    "part": gettext_lazy("part"),
    "event": gettext_lazy("part that begins by itself"),
    "steps": gettext_lazy("steps"),
    "step": gettext_lazy("step"),
}


@dataclass(frozen=True)
class Found:
    """Something that may be taken. Shape: address is what a page calls it, "model" or "model:first:last"."""

    model: shelf.Model
    part: Part

    @property
    def address(self) -> str:
        return ":".join((self.model.key, self.part.first, self.part.last) if self.part.first else (self.model.key,))

    @property
    def title(self) -> str:
        """Return what it is called in the reader's language: the process, or its first few steps."""
        if not self.part.first:
            return self.model.said
        if self.part.kind in ("part", "event", "step"):
            return _called(self._nodes()[0])
        nodes = self._nodes()
        told = (*ACTIVITIES, "intermediateCatchEvent")
        names = [_called(node) for node in nodes if node.kind in told and node.scope == nodes[0].scope]
        return " → ".join([*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])])

    @property
    def kind(self) -> str:
        return str(KINDS[self.part.kind])

    @property
    def count(self) -> int:
        return len(self.part.nodes)

    def _nodes(self) -> list[Node]:
        by_id = {node.id: node for node in self.model.process.nodes}
        return [by_id[one] for one in self.part.nodes]


def find(question: str) -> list[Found]:
    """Return what answers to every word: what is called so first; without words, the processes as they stand."""
    if not search.words(question):
        return [Found(model, model.parts[0]) for model in shelf.models() if model.parts]
    called, does = [], []
    for model in shelf.models():
        for part, names, all_words in _index()[model.key]:
            if search.answers(names, question):
                called.append(Found(model, part))
            elif search.answers(all_words, question):
                does.append(Found(model, part))
    called.sort(key=lambda one: bool(one.part.first))  # processes first
    does.sort(key=lambda one: one.count)  # the step that does it before all that it stands in
    return [*called, *does][:MOST]


def at(address: str) -> tuple[shelf.Model, str, str] | None:
    """Return what an address means: a process with its first and last step; None where there is none such."""
    key, _colon, rest = address.partition(":")
    first, _colon, last = rest.partition(":")
    model = shelf.find(key)
    return (model, first, last) if model else None


def _called(node: Node) -> str:
    return in_language(node.name, node.properties.get(ENGLISH, "")) or word(node)


@lru_cache(maxsize=1)
def _index() -> dict[str, list[tuple[Part, str, str]]]:
    """Return, for each process, its parts with the stems of their names, and of all that they say."""
    index = {}
    for model in shelf.models():
        by_id = {node.id: node for node in model.process.nodes}
        rows = []
        for part in model.parts:
            nodes = [by_id[one] for one in part.nodes]
            if part.first:
                titled = [by_id[part.first]] if part.kind in ("part", "event", "step") else nodes
                rows.append((part, _stems(_names(titled)), _stems([*_names(nodes), *_done(nodes)])))
            else:
                own = [(model.process.name, model.process.properties.get(ENGLISH, ""))]
                told = [(model.process.documentation, model.key)]
                rows.append((part, _stems(own), _stems([*own, *told, *_names(nodes), *_done(nodes)])))
        index[model.key] = rows
    return index


def _names(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.kind in ACTIVITIES:
            yield node.name, node.properties.get(ENGLISH, "")


def _done(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield node.documentation, ""
        ability = registry.find(node.job.type.text) if node.job else None
        if ability is not None:
            yield ability_said(ability.title, "sv"), ability_said(ability.title, "en")
            yield "", ability.type.replace(".", " ").replace("_", " ")


def _stems(said: Iterable[tuple[str, str]]) -> str:
    swedish, english = (" ".join(texts) for texts in zip(*[("", ""), *said], strict=True))
    # As they stand, too: the stem of one form of a word need not begin that of another (påmin, påminnelse).
    return f" {' '.join(search.words(swedish))}{search.stems(swedish, 'sv')}{search.stems(english, 'en')}"
