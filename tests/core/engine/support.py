"""Makes docs/bpmn-support.md and its examples from the tests: `python tests/core/engine/support.py`."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "bpmn-support.md"
FOLDER = PAGE.parent / "exempel" / "bpmn"

HEAD = """# What runs

Every line is a test in `tests/core/engine/test_elements.py` with a small model of its own; this page is made from them
(`python tests/core/engine/support.py`), and a test holds it to that. The models are drawn with the `zeebe:` extension
elements and FEEL unless a line says otherwise; the older `camunda:` dialect with JUEL is read into the same model and
runs the same way. `conformance/bpmn` runs the models of others in both dialects, `conformance/histories` holds running
cases to what they were.

| Symbol | What it does |
|---|---|
"""

GRID = """
## Events, place by place

Every cell is an example that a modeler can open, and that `tests/core/engine/test_event_grid.py` runs. An empty cell is
a place where the standard has no such event.

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
- A conditional event that interrupts nothing happens again when its condition has become false and true again; in the
  older dialect at each variable that is written while it holds.
- What a round of a loop gives is a variable of that round where `outputElement` is a variable or a property of one.
- What a called case escalates is heard by its caller at once, and the called case goes on unless the caller's event
  interrupts the call. On errors and escalations the call's own mappings say what comes back.
- Listener jobs at the cancelling of a task are done beside the case, which goes on at once; when the case itself is
  cancelled they are not done. A task is assigned, to its listeners, when it is opened for somebody or changes hands.
- `asyncBefore` and `asyncAfter` are commit points: the case is written, and goes on when a worker looks. Gateways and
  events that are passed at once have both before them; a loop has one for all its rounds.
- `failedJobRetryTimeCycle` says how often a job is tried and how long she waits between; one that is calculated is
  settled when the job is opened.
- An ad-hoc subprocess opens everything in it that has no incoming flow, unless `activeElementsCollection` names what
  to open. It ends when nothing is left in it, whatever its condition says. Where it collects answers
  (`outputCollection`), or a robot chooses in it, each step that it opens has a scope of its own: the step may split,
  and gives its answer when all of it has ended.
- A robot that chooses (`zeebe:taskDefinition` on an ad-hoc subprocess) is asked when the subprocess begins and whenever
  something that it opened has ended, knows what it may open (`adHocSubProcessElements`), and says what comes next or
  that it is enough. One that chooses nothing while nothing else is open is an incident.
- A task listener's job may deny that a task is assigned, updated or completed, or correct the task, also when it is
  created. A task whose completion was denied is open again, with whoever had it.
- A process that begins when several events all have come begins a case with the first, which waits for the others:
  nothing is done before the last (parallel multiple start event), or each event goes its own way and the case is not
  over before all have come (parallel event-based gateway). A person who starts such a case needs no event.
- A message begins no second case of its key. One with a time to live waits until the open case is over, and then begins
  the next; such messages are taken in the order they came.
- A complex gateway without an activation condition lets the first token through and swallows the rest of its round.
- A token parked before a parallel join that nothing can complete any more is an incident at once.
- One step passes at most 200,000 elements; a way that goes round without waiting is an incident.

## What a file says besides

- Every element and attribute of BPMN and of both dialects is either run or told by `bpmn.check` (`gorel check FILE`):
  as a fault where the process would otherwise do something else, else as a doubt; `core/bpmn/vocabulary.py` is the
  list, and `tests/core/bpmn/test_not_run.py` holds it. Java code becomes a job of its name.
- What is drawn or added and not run – data objects, groups, colours, labels, lanes in lanes, extensions of any tool –
  is kept when a model is written: `tests/core/bpmn/test_round_trip.py`.
- Deadlocks and double tokens are searched for in every process, subprocess and event subprocess of at most 80 symbols
  without a complex join, through at most 5,000 markings and 50,000 moves; what is told is the shortest way there.

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


def grid() -> str:
    """Return the table of events and places; what the standard does not allow is left empty."""
    from core.engine.event_grid import EXAMPLES, PLACES, WHERE

    files = {(example.kind, example.place): example.file for example in EXAMPLES}
    rows = f"| Event | {' | '.join(PLACES.values())} |\n|---{'|---' * len(PLACES)}|\n"
    for kind in WHERE:
        cells = (files.get((kind, place)) for place in PLACES)
        rows += f"| {kind} | " + " | ".join(f"[runs](exempel/bpmn/{file})" if file else "" for file in cells) + " |\n"
    return GRID + rows


def page() -> str:
    rows = "".join(f"| {symbol} | {does} |\n" for symbol, does in lines())
    return HEAD + rows + grid() + TAIL


def write_examples() -> None:
    """Write the file of each example."""
    from core.engine.event_grid import EXAMPLES
    from gorel.core import bpmn

    FOLDER.mkdir(exist_ok=True)
    for example in EXAMPLES:
        (FOLDER / example.file).write_bytes(bpmn.write(example.drawn))


if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2] / "src")]
    write_examples()
    PAGE.write_text(page(), encoding="utf-8")
