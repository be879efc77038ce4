"""Makes docs/bpmn-support.md from test_elements.py: `python tests/core/engine/support.py`."""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "bpmn-support.md"

HEAD = """# What runs

Every line is a test in `tests/core/engine/test_elements.py` with a small model of its own; this page is made from them
(`python tests/core/engine/support.py`), and a test holds it to that. The models are drawn with the `zeebe:` extension
elements and FEEL unless a line says otherwise; the older `camunda:` dialect with JUEL is read into the same model and
runs the same way. `conformance/bpmn` runs the models of others in both dialects, `conformance/histories` holds running
cases to what they were.

| Symbol | What it does |
|---|---|
"""

TAIL = """
## Choices that the standard leaves open, or that differ between engines

- A dated timer in the past is due at once. A local time without offset is Europe/Stockholm time; years, months, weeks
  and days of a duration move the calendar there, hours, minutes and seconds are exact.
- No flow fits, a condition that is neither true nor false, an unknown decision, a timer that is none: an incident at
  that place, never a stop and never a guess. It is tried again where it stood when it is resolved.
- A job's result lands in the case where a variable of its name is nearest, new ones in the case itself; where outputs
  are mapped, only these land (in the older dialect both).
- Compensation handlers are opened all at once, newest work first.
- What a called case escalates is heard by its caller at once, and the called case goes on unless the caller's event
  interrupts the call. On errors and escalations the call's own mappings say what comes back.
- Listener jobs at the cancelling of a task are done beside the case, which goes on at once; when the case itself is
  cancelled they are not done. A task is assigned, to its listeners, when it is opened for somebody or changes hands.
- `asyncBefore` and `asyncAfter` are commit points: the case is written, and goes on when a worker looks. Gateways and
  events that are passed at once have both before them; a loop has one for all its rounds.
- `failedJobRetryTimeCycle` says how often a job is tried and how long she waits between.
- An ad-hoc subprocess opens everything in it that has no incoming flow, unless `activeElementsCollection` names what
  to open.
- A complex gateway without an activation condition lets the first token through and swallows the rest of its round.
- A token parked before a parallel join that nothing can complete any more is an incident at once.
- One step passes at most 200,000 elements; a way that goes round without waiting is an incident.

## Not run yet

- Listener jobs on a sequence flow (their expressions run).
- Choreographies, conversations and `correlationSubscription` are kept in the picture and told as not run.
"""


def lines() -> list[tuple[str, str]]:
    """Return (symbol, what it does) of each test, in the order of the file."""
    tree = ast.parse((HERE / "test_elements.py").read_text(encoding="utf-8"))
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and "__" in node.name:
            symbol, _, does = node.name.removeprefix("test_").partition("__")
            found.append((symbol.replace("_", " "), does.replace("_", " ")))
    return found


def page() -> str:
    rows = "".join(f"| {symbol} | {does} |\n" for symbol, does in lines())
    return HEAD + rows + TAIL


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
