"""Variables in and out of an activity or event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine.values import with_extra

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run


def map_inputs(run: Run, node: Node, key: int) -> None:
    """Set the instance's own variables from its input mappings, each seeing the ones before it."""
    run.set_local(key, {})
    local = run.instances[key].variables
    assert local is not None
    for target, value in node.inputs:
        put(local, target, value.of(run, key))


def land(run: Run, node: Node, key: int, result: Mapping[str, Any] | None) -> None:
    """Let the result of instance *key* land: through its output mappings, or each variable where it belongs."""
    if not node.outputs:
        run.set_variables(key, result or {})
        return
    parent = run.instances[key].parent
    if result:
        if node.merges:
            run.set_variables(key, result)
        else:
            run.set_local(key, result)
    found: dict[str, Any] = {}
    outer = None
    for target, value in node.outputs:
        name = target.partition(".")[0]
        if name != target and name not in found:
            outer = outer if outer is not None else run.scope_of(parent)
            found[name] = outer.get(name)
        put(found, target, value.of(run, key))
    run.set_variables(parent, found)


def land_event(run: Run, node: Node, scope: int, result: Mapping[str, Any] | None) -> None:
    """Let what an event brought land in *scope*, where the event has no instance of its own."""
    if not node.outputs:
        run.set_variables(scope, result or {})
        return
    if result and node.merges:
        run.set_variables(scope, result)
    found: dict[str, Any] = {}
    for target, value in node.outputs:
        name = target.partition(".")[0]
        if name != target and name not in found:
            found[name] = run.scope_of(scope).get(name)
        put(found, target, with_extra(value, run, scope, {**(result or {}), **found}))
    run.set_variables(scope, found)


def put(variables: dict[str, Any], target: str, value: Any) -> None:
    """Set *target*, which may be a path; contexts on the way are copied, never changed."""
    if "." not in target:
        variables[target] = value
        return
    *path, last = target.split(".")
    here = variables
    for name in path:
        inner = here.get(name)
        here[name] = dict(inner) if isinstance(inner, dict) else {}
        here = here[name]
    here[last] = value
