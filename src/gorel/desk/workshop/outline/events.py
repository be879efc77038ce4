"""What an event waits for or tells, as fields of a form: a moment, a message, a signal, an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.core.bpmn.model import EventDefinition, Expression, Fault, Message, Node, Signal
from gorel.desk.workshop.outline import spans
from gorel.desk.workshop.outline.expressions import expression
from gorel.desk.workshop.outline.picture import Change

# What may happen while a step is being done, by the kind of its event.
MEANWHILE = {
    "timer": gettext_lazy("a time passes"),
    "message": gettext_lazy("a message comes"),
    "signal": gettext_lazy("a signal comes"),
    "error": gettext_lazy("an error comes from the step"),
}
THROWS = frozenset({"intermediateThrowEvent", "endEvent"})


def new(change: Change, node: Node, kind: str, said: str = "") -> Node:
    """Return *node* with an event of *kind*: a time, or the name of a message or signal, or the code of an error."""
    said = said.strip()
    if kind == "timer":
        return _with(node, EventDefinition(kind="timer", timer="duration", value=Expression(spans.read(said) or "P1D")))
    name = said or ("" if kind == "error" else node.name or node.id)
    return _with(node, EventDefinition(kind=kind, ref=named(change, kind, "", name, node.id)))


def add_fields(form: Any, event: EventDefinition) -> None:
    """Give a step's form the fields of its event. Shape: form is a `settings.StepForm`."""
    model, node = form.change.model, form.node
    if event.kind == "timer":
        words = {"duration": _("after a time"), "date": _("at a moment"), "cycle": _("again and again")}
        form.required_choice("timer", _("When"), event.timer, list(words.items()))
        help_ = _("“3 days”, “2 hours” or “every day”; a date, a moment or a calculation after =.")
        form.span("moment", _("Time"), event.value, help_)
    if event.kind == "message":
        message = model.messages.get(event.ref)
        form.text("message", _("Message"), message.name.text if message else "")
        if node.kind != "startEvent" and node.kind not in THROWS:
            form.feel("known_by", _("Known by"), message.correlation_key if message else None,
                      _("What the message and the case have in common, as =reference."))  # fmt: skip
    if event.kind == "signal":
        signal = model.signals.get(event.ref)
        form.text("signal", _("Signal"), signal.name.text if signal else "",
                  help_=_("Everybody who waits for a signal of this name hears it."))  # fmt: skip
    if event.kind == "error":
        fault = model.errors.get(event.ref)
        help_ = _("The code that an ability or a part gives. Empty: every error.")
        form.text("error", _("Error"), fault.code.text if fault and fault.code else "", help_=help_)


def saved(change: Change, node: Node, given: Mapping[str, Any]) -> tuple[EventDefinition, ...]:
    """Return the node's events as a form was filled in. Side effects: the model of *change* has what they name."""
    event, *others = node.events
    if "timer" in given:
        event = msgspec.structs.replace(event, timer=given["timer"], value=spans.expression(given["moment"]))
    for kind in ("message", "signal", "error"):
        if kind in given:
            ref = named(change, kind, event.ref, given[kind].strip(), node.id, given.get("known_by"))
            event = msgspec.structs.replace(event, ref=ref)
    return (event, *others)


def named(change: Change, kind: str, ref: str, name: str, element: str, known_by: str | None = None) -> str:
    """Let the model have a message, signal or error of this name, and return its id; "" for every error."""
    if kind == "error" and not name:
        return ""
    model = change.model
    ref = ref or change.free(f"{kind}-{element}")
    if kind == "message":
        before = model.messages.get(ref) or Message(id=ref, name=Expression(""))
        message = msgspec.structs.replace(before, name=Expression(name))
        if known_by is not None:
            message = msgspec.structs.replace(message, correlation_key=expression(known_by))
        change.model = msgspec.structs.replace(model, messages={**model.messages, ref: message})
    elif kind == "signal":
        said = expression(name) or Expression("")
        signal = msgspec.structs.replace(model.signals.get(ref) or Signal(id=ref, name=said), name=said)
        change.model = msgspec.structs.replace(model, signals={**model.signals, ref: signal})
    else:
        fault = msgspec.structs.replace(model.errors.get(ref) or Fault(id=ref, name=name), code=Expression(name))
        change.model = msgspec.structs.replace(model, errors={**model.errors, ref: fault})
    return ref


def _with(node: Node, event: EventDefinition) -> Node:
    return msgspec.structs.replace(node, events=(event,))
