"""A step that is done several times, once for each thing of a list, as fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from gorel.core.bpmn.model import Loop, Node
from gorel.desk.workshop.outline.expressions import expression

ONCE = "once"
FIELDS = ("loop", "loop_over", "loop_as", "loop_results", "loop_result")
CAN_LOOP = frozenset({
    "userTask", "serviceTask", "sendTask", "businessRuleTask", "scriptTask", "callActivity", "subProcess",
})  # fmt: skip


def add_fields(form: Any, node: Node) -> None:
    """Give a step's form the fields of its loop. Shape: form is a `settings.StepForm`."""
    loop = node.loop
    if node.kind not in CAN_LOOP or (loop and loop.kind == "standard"):
        return
    words = {ONCE: _("once"), "parallel": _("for each, all at once"), "sequential": _("for each, one after another")}
    form.required_choice("loop", _("Is done"), loop.kind if loop else ONCE, list(words.items()))
    form.fields["loop"].required = False  # not told: as it was
    form.feel("loop_over", _("For each in"), loop.collection if loop else None, _("A list, as =reviewers."))
    form.text("loop_as", _("Each is called"), loop.element if loop else "", help_=_("As reviewer."))
    form.text("loop_results", _("The answers are kept as"), loop.output_collection if loop else "",
              help_=_("A list with one answer for each. May be left empty."))  # fmt: skip
    form.feel("loop_result", _("Each answer is"), loop.output_element if loop else None, _("As =answer."))


def clean(form: Any, given: Mapping[str, Any]) -> None:
    """Say what lacks."""
    if given.get("loop") not in (None, "", ONCE) and not given.get("loop_over", "").strip():
        form.add_error("loop_over", _("Say for each in which list."))


def saved(node: Node, given: Mapping[str, Any]) -> Loop | None:
    """Return the node's loop as a form was filled in."""
    if not given.get("loop"):
        return node.loop
    if given["loop"] == ONCE:
        return None
    return msgspec.structs.replace(
        node.loop or Loop(kind=given["loop"]), kind=given["loop"], collection=expression(given["loop_over"]),
        element=given["loop_as"].strip(), output_collection=given["loop_results"].strip(),
        output_element=expression(given["loop_result"]),
    )  # fmt: skip
