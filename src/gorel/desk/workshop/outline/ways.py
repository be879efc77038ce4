"""A way on from a step, as a form: what it is called, when it is taken, where it leads. Saved onto the model."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _

from gorel.core.bpmn.model import Expression, Flow
from gorel.desk.steps import ENGLISH
from gorel.desk.workshop.outline.changing import lead_to
from gorel.desk.workshop.outline.known import Choices
from gorel.desk.workshop.outline.picture import Change
from gorel.desk.workshop.outline.reading import called, order
from gorel.desk.workshop.outline.settings import put


class WayForm(forms.Form):
    """A way on from a step: its name, when it is taken, and where it leads."""

    def __init__(self, data: Any, *, change: Change, flow: Flow) -> None:
        super().__init__(data)
        self.change, self.flow = change, flow
        source = change.node(flow.source)
        self.is_choice = source.kind in ("exclusiveGateway", "inclusiveGateway", "complexGateway")
        self.fields["name"] = forms.CharField(
            label=_("Name"), required=False, initial=flow.name, max_length=255,
            help_text=_("The answer to the choice: “Yes”, “More than 20 days”."),
        )  # fmt: skip
        self.fields["name_en"] = forms.CharField(
            label=_("Name in English"), required=False, initial=flow.properties.get(ENGLISH, ""), max_length=255
        )
        if self.is_choice:
            self.fields["condition"] = forms.CharField(
                label=_("Is taken when"), required=False, max_length=2_000,
                initial=flow.condition.text if flow.condition else "",
                help_text=_("For example days > 20, or answer = \"yes\"."),
            )  # fmt: skip
            self.fields["default"] = forms.BooleanField(
                label=_("Is taken when no other way is"), required=False, initial=source.default == flow.id
            )
        self.fields["to"] = forms.ChoiceField(
            label=_("Leads to"), choices=targets(change, flow.scope, flow.source), initial=flow.target
        )

    def save(self) -> None:
        """Write what was given onto the model of the change. Errors: CannotChange."""
        given, flow = self.cleaned_data, self.flow
        properties = dict(flow.properties)
        put(properties, ENGLISH, given["name_en"].strip())
        new: dict[str, Any] = {"name": given["name"].strip(), "properties": properties}
        if self.is_choice:
            text = given["condition"].strip().removeprefix("=").strip()
            new["condition"] = None if given["default"] or not text else Expression(text, "feel")
            source = self.change.node(flow.source)
            if given["default"] or source.default == flow.id:
                self.change.replace(msgspec.structs.replace(source, default=flow.id if given["default"] else ""))
        self.change.replace_flow(msgspec.structs.replace(flow, **new))
        if given["to"] != flow.target:
            lead_to(self.change, flow.id, given["to"])


def targets(change: Change, scope: str, but: str = "") -> Choices:
    """Return the steps that a way may lead to, in their order."""
    found = order(change.process)
    return [
        (node.id, called(node))
        for node, _depth in found
        if node.scope == scope and node.id != but and node.kind not in ("startEvent", "boundaryEvent")
    ]
