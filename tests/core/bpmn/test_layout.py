"""A process that was never drawn is laid out."""

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
