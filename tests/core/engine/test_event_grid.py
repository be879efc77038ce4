"""Each example of the grid of events does what its place says, and is the file that the documentation links to."""

import pytest

from core.engine.event_grid import EXAMPLES, PLACES, WHERE, Example
from core.engine.support import FOLDER
from gorel.core import bpmn, engine
from gorel.core.engine.simulation import Simulation, same_again


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.file for example in EXAMPLES])
def test_the_event_is_heard_or_said_where_it_stands(example: Example) -> None:
    data = (FOLDER / example.file).read_bytes()
    assert data == bpmn.write(example.drawn)
    drawn = bpmn.read(data)
    assert [problem for problem in bpmn.check(drawn) if problem.severity == "error"] == []
    assert all(node.id in drawn.shapes for node in drawn.processes[0].nodes)
    world = Simulation(engine.compile(drawn))
    example.drive(world)
    assert tuple(sorted(task.element for _, task in world.open_tasks())) == example.expected
    assert world.open_incidents() == []
    assert world.cases[0].is_ended == (example.expected == ())
    assert same_again(world)


def test_the_grid_is_the_folder_and_has_no_hole() -> None:
    assert {path.name for path in FOLDER.glob("*.bpmn")} == {example.file for example in EXAMPLES}
    assert [(example.kind, example.place) for example in EXAMPLES] == [
        (kind, place) for kind, places in WHERE.items() for place in places if place in PLACES
    ]
