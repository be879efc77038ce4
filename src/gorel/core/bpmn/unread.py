"""Finds what a file says that nothing here runs, by walking all of it with the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gorel.core.bpmn.model import Unread
from gorel.core.bpmn.names import BPMN, CAMUNDA_ALIASES, NODES, PREFIXES, ZEEBE, is_true, local, namespace
from gorel.core.bpmn.vocabulary import (
    BPMN_ATTRIBUTES,
    BPMN_CHILDREN,
    BPMN_CHILDREN_OLDER,
    CAMUNDA_ATTRIBUTES,
    CAMUNDA_DEFAULTS,
    CAMUNDA_ELEMENTS,
    DEFAULTS,
    DRAWN,
    WRONG,
    ZEEBE_ELEMENTS,
)  # fmt: skip

# What drawing tools note for themselves.
TOOLS = (
    "http://www.omg.org/spec/", "http://www.w3.org/", "http://bpmn.io/", "http://camunda.org/schema/modeler/",
    "http://www.signavio.com",
)  # fmt: skip
TOOLS_WORDS = ("modelerTemplate", "diagramRelationId")
EVERYWHERE = frozenset(("id", "name"))
NOTHING: frozenset[str] = frozenset()


def find_unread(root: etree._Element, *, is_older: bool) -> tuple[Unread, ...]:
    """Return what is not run, each once per element; a process that is not executable is a drawing only."""
    found = dict.fromkeys(_Walk(is_older=is_older).inside(root, root.get("id", "")))
    return tuple(sorted(found, key=lambda one: (one.element, one.what)))


class _Walk:
    def __init__(self, *, is_older: bool) -> None:
        self.is_older = is_older

    def inside(self, element: etree._Element, owner: str) -> Iterator[Unread]:
        """Yield what is not run of the attributes and children of an element that is."""
        tag = local(element)
        yield from self.attributes(element, tag, owner)
        parent = element.getparent()
        around = local(parent) if tag == "extensionElements" and parent is not None else tag
        for inner in element:
            yield from self.child(inner, around, owner)

    def child(self, inner: etree._Element, around: str, owner: str) -> Iterator[Unread]:
        name, space = local(inner), namespace(inner)
        if space.startswith(TOOLS) and space != BPMN:
            return
        if name == "process" and not is_true(inner.get("isExecutable"), otherwise=True):
            return
        mine = self.owner(inner, owner)
        if not self.is_read(space, name, around):
            kind = "extension" if space != BPMN else "symbol"
            of_tool = name.startswith(TOOLS_WORDS)
            if not of_tool:
                yield Unread(element=mine, what=_named(space, inner.prefix, name), kind=kind, wrong=name in WRONG)
            return
        yield from self.inside(inner, mine)

    def is_read(self, space: str, name: str, around: str) -> bool:
        """Return whether this element has its effect where it stands."""
        if space == BPMN:
            older = BPMN_CHILDREN_OLDER.get(around, NOTHING) if self.is_older else NOTHING
            return name in DRAWN or name in BPMN_CHILDREN.get(around, NOTHING) or name in older
        if space == ZEEBE and not self.is_older:
            return name in ZEEBE_ELEMENTS and _stands(ZEEBE_ELEMENTS, name, around)
        if space in CAMUNDA_ALIASES and self.is_older:
            return name in CAMUNDA_ELEMENTS and _stands(CAMUNDA_ELEMENTS, name, around)
        return False

    def owner(self, element: etree._Element, outer: str) -> str:
        """Return the id of the symbol that a person sees: a flow node, flow, lane, message, process …"""
        is_symbol = namespace(element) == BPMN and not local(element).endswith("EventDefinition")
        return element.get("id") or outer if is_symbol and local(element) in _SEEN else outer

    def attributes(self, element: etree._Element, tag: str, owner: str) -> Iterator[Unread]:
        space = namespace(element)
        known = EVERYWHERE | BPMN_ATTRIBUTES.get(tag, NOTHING) if space == BPMN else _attributes_of(space, tag)
        for key, value in element.attrib.items():
            text = str(value)
            where, _, name = key[1:].partition("}") if key.startswith("{") else ("", "", key)
            if where.startswith(TOOLS) or name.startswith(TOOLS_WORDS):
                continue
            if where == "":
                if name in known or DEFAULTS.get(name) == text:
                    continue
            elif where in CAMUNDA_ALIASES and self.is_attribute_read(tag, name, text):
                continue
            prefix = next((p for p, uri in element.nsmap.items() if uri == where and p), None)
            yield Unread(element=owner, what=_named(where, prefix, name), kind="attribute", wrong=name in WRONG)

    def is_attribute_read(self, tag: str, name: str, text: str) -> bool:
        """Return whether an attribute of the older dialect has its effect at this element."""
        if CAMUNDA_DEFAULTS.get(name) == text or (name, text) == ("type", "external-worker"):
            return True
        if name == "type" or name not in CAMUNDA_ATTRIBUTES or tag not in CAMUNDA_ATTRIBUTES[name]:
            return False
        return self.is_older or tag in ("process", "error")


def _stands(table: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]], name: str, around: str) -> bool:
    return around in table[name][0]


def _attributes_of(space: str, tag: str) -> frozenset[str]:
    table = ZEEBE_ELEMENTS if space == ZEEBE else CAMUNDA_ELEMENTS
    return table[tag][1] if tag in table else NOTHING


def _named(space: str, prefix: str | None, name: str) -> str:
    """Return a word with the prefix that people know its namespace by."""
    if space in CAMUNDA_ALIASES:
        prefix = "camunda"
    return f"{PREFIXES.get(space, prefix)}:{name}" if prefix and space not in ("", BPMN) else name


_SEEN = frozenset(
    (*NODES, "process", "sequenceFlow", "lane", "participant", "message", "signal", "error", "escalation",
     "textAnnotation", "association", "collaboration", "choreography", "globalTask", "globalUserTask",
     "callChoreography", "subChoreography", "choreographyTask", "subConversation", "conversation", "interface")
)  # fmt: skip
