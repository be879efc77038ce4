"""The picture of a process, drawn from its own coordinates or laid out."""

import re

from lxml import etree

from core.engine.drawing import boundary, definitions, draw, timer
from gorel.core.bpmn import svg
from gorel.core.bpmn.layout import lay_out, place


def test_every_symbol_and_flow_is_drawn_once_under_its_id() -> None:
    late = boundary("x", "a", timer("P1D"))
    program = draw("s:start a:user b:sub e:end b.s:start b.e:end", "s>a a>b b>e x>e b.s>b.e", late)
    root = etree.fromstring(svg.draw(program.definitions).encode())
    drawn = sorted(root.xpath("//*[@data-element]/@data-element"))
    assert drawn == sorted([*program.index, *program.flow_index])


def test_the_path_is_marked_and_counted() -> None:
    program = draw("s:start a:user e:end", "s>a a>e")
    text = svg.draw(program.definitions, went={"s": 1, "s>a": 1, "a": 3}, here=["e"], stuck=[])
    assert re.findall(r'<g class="(\w+)" data-element="([^"]+)"', text) == [
        ("went", "s&gt;a"), ("went", "s"), ("went", "a"), ("here", "e"),
    ]  # fmt: skip
    assert "×3" in text


def test_names_are_text_never_markup() -> None:
    import msgspec

    drawn = definitions("s:start a:user", "s>a")
    process = drawn.processes[0]
    nodes = tuple(msgspec.structs.replace(n, name="<script>&") for n in process.nodes)
    text = svg.draw(msgspec.structs.replace(drawn, processes=(msgspec.structs.replace(process, nodes=nodes),)))
    assert "<script>" not in text


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
