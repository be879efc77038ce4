"""Damaged process models, and everything that is done with a model: nothing may break on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from gorel.core import bpmn, engine
from gorel.core.engine.simulation import Simulation, same_again
from gorel.core.problems import ModelError
from gorel.core.say import say

ROOT = Path(__file__).resolve().parents[3]
SEEDS = sorted((ROOT / "src").rglob("processes/*.bpmn")) + sorted((ROOT.parent / "shared" / "bpmn").glob("c*/*.bpmn"))
STRANGE = ["", "=", "=1", "=null", "${", "${x}", "=x.y", "R/PT0S", "R3/PT1H", "P1D", "2020-01-01", "0 0 * * *", "-1"]
STRANGE += ["9" * 40, "åäö", "R/P9999Y", "=[1, 2]", "=x", "${now().plusDays(1)}", "0 0 0 31 2 ? 2020"]

Pick = Callable[[int], int]
"""Chooses a number below the given one (which is at least 1)."""


def mutant(pick: Pick) -> bytes:
    """Return the file of a model with a few elements removed, doubled or exchanged, and attributes and texts too."""
    root = etree.fromstring(SEEDS[pick(len(SEEDS))].read_bytes())
    for _ in range(1 + pick(6)):
        elements = [e for e in root.iter(etree.Element) if e.getparent() is not None and "BPMNDI" not in str(e.tag)]
        if not elements:
            break
        one = elements[pick(len(elements))]
        kind = pick(6)
        if kind == 0:
            one.getparent().remove(one)
        elif kind == 1:
            other = elements[pick(len(elements))]
            if one is not other:
                other.append(etree.fromstring(etree.tostring(one)))
        elif kind == 2 and one.attrib:
            values = [elements[pick(len(elements))].get("id") or "x", *STRANGE]
            one.set(list(one.attrib)[pick(len(one.attrib))], values[pick(len(values))])
        elif kind == 3 and one.attrib:
            del one.attrib[list(one.attrib)[pick(len(one.attrib))]]
        elif kind == 4:
            one.text = STRANGE[pick(len(STRANGE))]
        else:
            one.tag = elements[pick(len(elements))].tag
    return bytes(etree.tostring(root))


def use(data: bytes) -> None:
    """Read, check, say, write, compile and run a model; each may refuse it, none may break."""
    definitions = bpmn.read(data)
    for finding in bpmn.check(definitions):
        say(finding, "sv")
    bpmn.read(bpmn.write(definitions))
    try:
        program = engine.compile(definitions)
    except ModelError:
        return
    world = Simulation(program)
    try:
        for start in program.starts[:2]:
            world.start(element=start.element, variables={"x": 1})
    except engine.IllegalEvent:
        return
    world.run(lambda case, work: {"n": work.key}, limit=40)
    for _, incident in world.open_incidents():
        say(incident.problem, "en")
    assert same_again(world)
