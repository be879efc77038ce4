"""What sorts of steps a person may add, and what a symbol of each sort cannot do without."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _

from gorel.core.bpmn.model import Expression, Job, Node, User
from gorel.core.bpmn.model import Rule as RuleOf
from gorel.core.bpmn.model import Script as ScriptOf
from gorel.desk.workshop.outline import events
from gorel.desk.workshop.outline.picture import CannotChange, Change
from gorel.desk.workshop.saving import slug

# What a person may add, by a name of our own: the BPMN kind, and what the event waits for.
ADDABLE: dict[str, tuple[str, str]] = {
    "person": ("userTask", ""), "gorel": ("serviceTask", ""), "rules": ("businessRuleTask", ""),
    "choice": ("exclusiveGateway", ""), "wait": ("intermediateCatchEvent", "timer"),
    "word": ("intermediateCatchEvent", "message"), "count": ("scriptTask", ""), "split": ("parallelGateway", ""),
    "process": ("callActivity", ""), "signal": ("intermediateCatchEvent", "signal"),
    "call": ("intermediateThrowEvent", "signal"), "end": ("endEvent", ""), "error": ("endEvent", "error"),
}  # fmt: skip
ENDS = tuple(name for name, (kind, _event) in ADDABLE.items() if kind == "endEvent")
CHANGEABLE = tuple(name for name in ADDABLE if name not in ENDS)


def make(change: Change, what: str, name: str, scope: str) -> Node:
    """Return a new step of the sort *what* (a key of ADDABLE), not yet in the picture. Errors: CannotChange."""
    if what not in ADDABLE:
        raise CannotChange(_("Choose what sort of step it is."))
    kind, event = ADDABLE[what]
    node = Node(id=change.free(slug(name or what)), kind=kind, name=name, scope=scope)
    return told(change, node, event)


def told(change: Change, node: Node, event: str = "") -> Node:
    """Return *node* with what a symbol of its kind cannot do without."""
    empty = Expression("")
    if node.kind == "userTask" and node.user is None:
        node = msgspec.structs.replace(node, user=User())
    if node.kind == "serviceTask" and node.job is None:
        node = msgspec.structs.replace(node, job=Job(type=empty))
    if node.kind == "businessRuleTask" and node.rule is None:
        node = msgspec.structs.replace(node, rule=RuleOf(decision=empty, result=node.id.replace("-", "_")))
    if node.kind == "scriptTask" and node.script is None:
        node = msgspec.structs.replace(node, script=ScriptOf(expression=Expression("null", "feel"), result="result"))
    if event:
        node = events.new(change, node, event)
    return node
