"""What files drawn for Camunda's engines expect beyond the standard; they run as they are.

There a decision sees every variable, whether an input is drawn or not, and the answer of a required decision goes by
the decision's id and, where it is a table, by the names of its outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.core.dmn import model as m


def is_camundas(definitions: m.Definitions) -> bool:
    """Return whether a file declares one of Camunda's namespaces."""
    return any("camunda.org" in uri for uri in definitions.prefixes.values())


def camundas_names(element: m.Element, value: Any) -> Mapping[str, Any]:
    """Return the other names by which a decision's answer is known to those that require it."""
    if not isinstance(element, m.Decision):
        return {}
    found = {element.id: value}
    if isinstance(element.logic, m.DecisionTable):
        if len(element.logic.outputs) == 1:
            found[element.logic.outputs[0].name] = value
        elif isinstance(value, dict):
            found.update(value)
    return found
