"""The picture of a process: every symbol of the standard, from the file's own coordinates or laid out, as safe SVG."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from core.engine.drawing import boundary, draw, timer
from gorel.core import bpmn
from gorel.core.bpmn.picture import Overlay, Picture, read_picture, way_of
from gorel.core.bpmn.picture.letters import fitting, width, wrap

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="x">'
)
PLANE = '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="{about}">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
ALIKE = [["e27", "e53"], ["e29", "e55"], ["e30", "e56"], ["e37", "e63"]]  # on the way: nothing, time, condition, end
ALL = Path(__file__).with_name("every-symbol.bpmn")


def shape(identity: str, x: float, y: float, wide: float, high: float, more: str = "") -> str:
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{wide}" height="{high}"/>'
    return f'<bpmndi:BPMNShape bpmnElement="{identity}" {more}>{bounds}</bpmndi:BPMNShape>'


def picture(inside: str, *planes: tuple[str, str]) -> Picture:
    drawn = "".join(PLANE.format(about=about, shapes=shapes) for about, shapes in planes or [("p", "")])
    return read_picture(f'{HEAD}<process id="p" isExecutable="true">{inside}</process>{drawn}</definitions>'.encode())


def pieces(drawn: Picture) -> dict[str, str]:
    return {name: piece for name, piece, _paint in drawn.pieces}


def marked(svg: str) -> dict[str, str]:
    return {
        one.get("data-element", ""): one.get("class", "") for one in _root(svg).iterfind(".//*[@class][@data-element]")
    }


def _root(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def test_a_process_without_coordinates_has_every_symbol_and_flow_once() -> None:
    late = boundary("x", "a", timer("P1D"))
    program = draw("s:start a:user b:sub e:end b.s:start b.e:end", "s>a a>b b>e x>e b.s>b.e", late)
    drawn = read_picture(bpmn.write(program.definitions))
    assert sorted(name for name, *_ in drawn.pieces) == sorted([*program.index, *program.flow_index])


def test_each_symbol_of_the_standard_looks_like_no_other() -> None:
    drawn = read_picture(ALL.read_bytes())
    looks: dict[str, list[str]] = {}
    for name, piece, _paint in drawn.pieces:
        if re.fullmatch(r"[emtg]\d+", name):  # events, markers, tasks and gateways; without their words and places
            bare = re.sub(r"<title>.*?</title>|<text.*?</text>", "", piece)
            bare = re.sub(r'(?<= (x|y)=")[^"]+|(?<=c[xy]=")[^"]+|translate[^)]+|points="[^"]+', "", bare)
            looks.setdefault(bare, []).append(name)
    # What happens on the way by itself is not thrown in the standard, and a plain event does neither.
    assert [names for names in looks.values() if len(names) > 1] == ALIKE


@pytest.mark.parametrize("word", ["<script>alert(1)</script>", '"><svg onload="x">', "&amp;", "'"])
def test_words_of_a_file_are_text_never_markup(word: str) -> None:
    said = word.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    drawn = picture(
        f'<userTask id="a" name="{said}"/><textAnnotation id="n"><text>{said}</text></textAnnotation>',
        ("p", shape("a", 0, 0, 400, 80) + shape("n", 0, 100, 400, 80)),
    )
    svg = drawn.svg(word, Overlay({"a": word}, {"a": word}, {"a": word}), anchor=word)
    names = {etree.QName(one).localname for one in _root(svg).iter()}
    assert names <= {"svg", "g", "rect", "path", "circle", "text", "tspan", "polygon"}
    assert {name for one in _root(svg).iter() for name in one.attrib if name.startswith("on")} == set()
    assert "".join(_root(svg).itertext()).replace(" ", "").count(word.replace(" ", "")) == 4


def test_a_view_tells_the_way_where_it_stands_and_how_often() -> None:
    program = draw("s:start a:user e:end", "s>a a>e")
    drawn = read_picture(bpmn.write(program.definitions))
    svg = drawn.svg("Ett ärende", way_of({"s": 1, "s>a": 1, "a": 3}, ["e"], ["a"]), anchor="at-")
    found = marked(svg)
    assert (found["s"], found["s>a"], found["a"], found["e"]) == ("taken", "taken", "incident", "here")
    assert re.findall(r"×\d", svg) == ["×3"]
    assert [one.get("id") for one in _root(svg).iterfind(".//*[@id]")] == ["at-a", "at-e"]
    assert svg.count('class="token"') == 3  # two dots, and the mark in the one of the incident
    assert _root(svg).get("aria-label") == "Ett ärende"


def test_what_stands_in_a_folded_part_is_told_on_that_part() -> None:
    inner = '<subProcess id="sub" name="Del"><userTask id="a" name="Inuti"/></subProcess>'
    drawn = picture(inner, ("p", shape("sub", 0, 0, 100, 80, 'isExpanded="false"') + shape("a", 20, 20, 50, 40)))
    assert list(pieces(drawn)) == ["sub"]
    assert marked(drawn.svg("x", way_of({}, ["a"], []))) == {"sub": "here"}


def test_a_part_with_a_plane_of_its_own_is_drawn_below_under_its_name() -> None:
    inner = '<subProcess id="sub" name="Delen"><userTask id="a" name="Inuti"/></subProcess>'
    folded = shape("sub", 0, 0, 100, 80, 'isExpanded="false"')
    drawn = picture(inner, ("p", folded), ("sub", shape("a", 500, -200, 100, 80)))
    assert list(pieces(drawn)) == ["sub", "a"]
    assert drawn.corners["a"][:2] == (0, 170)
    assert ">Delen<" in drawn.titles


def test_two_versions_may_be_told_apart_by_more_than_colour() -> None:
    css = (Path(__file__).parents[3] / "src/gorel/ground/static/ground/css/bpmn.css").read_text(encoding="utf-8")
    dashes = [re.search(rf"\.{kind} {{[^}}]*--mark-dash: ([^;]+)", css) for kind in ("removed", "changed", "incident")]
    assert [found[1] if found else None for found in dashes] == ["7 3", "2 3", "7 3"]


def test_another_language_takes_the_place_of_the_file_s_words() -> None:
    data = f'{HEAD}<process id="p"><userTask id="a" name="Granska"/></process></definitions>'.encode()
    assert ">Review<" in read_picture(data, {"a": "Review"}).svg("x")
    assert ">Granska<" in read_picture(data, {"b": "Review"}).svg("x")


def test_long_names_keep_whole_words_as_long_as_they_can() -> None:
    lines, size, is_cut = fitting("Innovationsveckans programpunkter", 88, 68, (12, 11, 10, 9))
    assert (lines, is_cut) == (["Innovationsveckans", "programpunkter"], False)
    assert size < 12
    assert all(width(line, size) <= 88 for line in lines)
    lines, size, is_cut = fitting("ord " * 200, 88, 68, (12, 9))
    assert (is_cut, lines[-1][-1]) == (True, "…")
    assert wrap("Riksarbetsmarknadsdepartementet", 60, 12)[0][-1] == "-"
    assert wrap("första\nandra", 500, 12) == ["första", "andra"]


def test_flows_that_nobody_named_are_drawn_and_marked_as_the_engine_calls_them() -> None:
    data = f'{HEAD}<process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow sourceRef="s" targetRef="e"/>'
    data += "</process></definitions>"
    named = bpmn.read(data.encode()).processes[0].flows[0].id
    assert [name for name, *_ in read_picture(data.encode()).pieces] == [named, "s", "e"]


def test_colours_that_somebody_drew_with_are_kept_and_nothing_else_in_their_place() -> None:
    colours = (
        'xmlns:c="http://www.omg.org/spec/BPMN/non-normative/color/1.0" c:background-color="{}" c:border-color="{}"'
    )
    for ground, edge, kept in (("#ffe0b2", "red", ("#ffe0b2", "red")), ("url(#a)", "x;y", (None, None))):
        drawn = picture('<task id="a"/>', ("p", shape("a", 0, 0, 100, 80, colours.format(ground, edge))))
        symbol = _root(drawn.svg("x"))[0]
        assert (symbol.get("fill"), symbol.get("stroke")) == kept


def test_what_draws_nothing_is_an_empty_picture() -> None:
    assert picture("", ("p", "")).pieces == ()
    nowhere = shape("a", 0, 0, float("inf"), 1) + shape("b", 0, float("nan"), 1, 1)
    assert picture('<task id="a"/><task id="b"/>', ("p", nowhere)).svg("x").count("<rect") == 2  # laid out anew
