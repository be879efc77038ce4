"""What every kind of element can do. One file per kind; `table.py` says which kind has which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine.elements import loops

if TYPE_CHECKING:
    from gorel.core.engine.effects import OpenTask
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance, Wait


class Behaviour:
    """An element that tokens pass at once; the base of all."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        """Take a token in. Errors: Trouble, and then nothing has changed."""
        flows = run.choose(node, scope)
        run.effects.append(node.passed)
        run.take(flows, scope)

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        """Begin the work of an instance that was opened. Errors: Trouble, and then nothing was opened outside."""
        run.finish(node, key, instance)

    def fired(self, run: Run, node: Node, key: int, wait: Wait, result: Mapping[str, Any]) -> None:
        """A wait whose event this node is has come."""
        raise NotImplementedError

    def assignee(self, run: Run, node: Node, key: int) -> str | None:
        """Return who the work is opened for. Only asked of a user task. Errors: Trouble."""
        return None

    def opening(self, run: Run, node: Node, key: int, instance: Instance) -> OpenTask:
        """Return the task that the work is. Only asked of a user task. Errors: Trouble."""
        raise NotImplementedError

    def token_ended(self, run: Run, node: Node, key: int, instance: Instance) -> bool:
        """A token inside ended; return whether that ended the scope. Only asked of an ad-hoc subprocess."""
        return False

    def scope_done(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        """No token is left inside."""
        run.finish(node, key, instance)


class Activity(Behaviour):
    """An element that opens an instance for each token."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        if node.loop is not None and run.instances[scope].element == node.id:
            loops.next_round(run, node, scope)
        else:
            run.open(node, scope)


class Pass(Activity):
    """Manual and undefined tasks: an activity with nothing to do for anybody."""
