"""Mangled models: reader, findings, compiler and simulation say what is wrong; none of them breaks.

Own pictures, and those of others where they lie beside the project, with elements removed, doubled and moved, and
attributes and texts exchanged.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from gorel.core import bpmn, engine
from gorel.core.engine.simulation import Simulation, same_again
from gorel.core.problems import ModelError
from gorel.core.say import say

ROOT = Path(__file__).resolve().parents[3]
SEEDS = sorted((ROOT / "src").rglob("processes/*.bpmn")) + sorted((ROOT.parent / "shared" / "bpmn").glob("c*/*.bpmn"))
EXAMPLES = int(os.environ.get("EXAMPLES", "60"))
STRANGE = ["", "=", "=1", "=null", "${", "${x}", "=x.y", "R/PT0S", "R3/PT1H", "P1D", "2020-01-01", "0 0 * * *", "-1"]
STRANGE += ["9" * 40, "åäö", "R/P9999Y", "=[1, 2]"]


def mangle(data: bytes, seed: int) -> bytes:
    """Return the file with a few random changes."""
    chance = random.Random(seed)
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 6)):
        elements = [e for e in root.iter(etree.Element) if e.getparent() is not None and "BPMNDI" not in str(e.tag)]
        if not elements:
            break
        one = chance.choice(elements)
        kind = chance.randrange(6)
        if kind == 0:
            one.getparent().remove(one)
        elif kind == 1:
            other = chance.choice(elements)
            copied = etree.fromstring(etree.tostring(one))
            if one is not other:
                other.append(copied)
        elif kind == 2 and one.attrib:
            name = chance.choice(list(one.attrib))
            one.set(name, chance.choice([chance.choice(elements).get("id") or "x", *STRANGE]))
        elif kind == 3 and one.attrib:
            del one.attrib[chance.choice(list(one.attrib))]
        elif kind == 4:
            one.text = chance.choice(STRANGE)
        else:
            tags = [e.tag for e in elements]
            one.tag = chance.choice(tags)
    return bytes(etree.tostring(root))


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.integers(0, 2**32))
def test_a_mangled_model_is_refused_or_runs(path: Path, seed: int) -> None:
    data = mangle(path.read_bytes(), seed)
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
    world.run(lambda case, work: {"n": seed % 7}, limit=40)
    for _, incident in world.open_incidents():
        say(incident.problem, "en")
    assert same_again(world)


@pytest.mark.parametrize("data", [b"", b"<", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe"])
def test_what_is_no_model_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ModelError) as found:
        bpmn.read(data)
    assert all(say(problem, "sv") for problem in found.value.problems)
