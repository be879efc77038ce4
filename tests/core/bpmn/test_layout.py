"""A process that was never drawn is laid out."""

from itertools import pairwise

import msgspec

from core.engine.drawing import definitions
from gorel.core.bpmn.layout import lay_out, place


def test_a_process_without_coordinates_is_laid_out_without_overlaps() -> None:
    drawn = definitions(
        "s:start f:and a:user b:sub b.s:start b.a:user b.e:end j:and e:end",
        "s>f f>a f>b a>j b>j j>e b.s>b.a b.a>b.e e>f",
    )
    shapes = place(drawn.processes[0])
    flat = [shapes[i] for i in ("s", "f", "a", "b", "j", "e")]
    for n, one in enumerate(flat):
        for other in flat[n + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    inner, box = shapes["b.a"], shapes["b"]
    assert box.x < inner.x < inner.x + inner.width < box.x + box.width
    assert set(lay_out(drawn, drawn.processes[0])[1]) == {flow.id for flow in drawn.processes[0].flows}


def test_a_way_past_other_steps_goes_round_them_and_its_name_has_room() -> None:
    drawn = definitions("s:start c:xor a:user d:xor t:user e:end", "s>c c>a a>d d>t t>e c>t")
    process = drawn.processes[0]
    flows = tuple(msgspec.structs.replace(flow, name="en handläggare") for flow in process.flows)
    process = msgspec.structs.replace(process, flows=flows)
    shapes, edges = lay_out(drawn, process)
    for flow in process.flows:
        others = [shapes[node.id] for node in process.nodes if node.id not in (flow.source, flow.target)]
        for (x1, y1), (x2, y2) in pairwise(edges[flow.id]):
            assert not any(
                min(x1, x2) < one.x + one.width and max(x1, x2) > one.x
                and min(y1, y2) < one.y + one.height and max(y1, y2) > one.y
                for one in others
            )  # fmt: skip
    assert shapes["a"].x - (shapes["c"].x + shapes["c"].width) >= len("en handläggare") * 6
