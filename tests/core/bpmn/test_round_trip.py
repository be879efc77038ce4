"""read → write → read gives the same model, whatever tool drew it."""

import os
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from gorel.core import bpmn
from gorel.core.bpmn import model

ROOT = Path(__file__).resolve().parents[3]
OWN = sorted((ROOT / "src").rglob("processes/*.bpmn"))
OTHERS = sorted((ROOT.parent / "shared" / "bpmn").glob("c*/*.bpmn"))


def same(definitions: bpmn.Definitions) -> None:
    again = bpmn.read(bpmn.write(definitions))
    assert msgspec.structs.replace(again, lines={}) == msgspec.structs.replace(definitions, lines={})


RICH = (Path(__file__).parent / "rich.bpmn").read_bytes()  # with everything that can be drawn beside the flow


def words(data: bytes) -> Counter[tuple[str, str]]:
    """Return every element and attribute of a file, with its owner's tag and its text."""
    found: Counter[tuple[str, str]] = Counter()
    for element in etree.fromstring(data).iter(etree.Element):
        found[str(element.tag), _plain("".join(element.itertext()))] += not len(element)
        for key, value in element.attrib.items():
            found[str(element.tag), f"{key}={_plain(value)}"] += 1
    return found


def _plain(text: str) -> str:
    text = " ".join(text.split())
    return f"={text[1:].strip()}" if text.startswith("=") else text


def test_everything_that_is_drawn_or_added_survives() -> None:
    definitions = bpmn.read(RICH)
    same(definitions)
    lost = words(RICH) - words(bpmn.write(definitions))
    # Which flows come and go is said by the flows.
    assert [word for word in lost if not word[0].endswith("}outgoing")] == []


def test_what_the_model_says_goes_before_what_was_drawn() -> None:
    definitions = bpmn.read(RICH)
    process = definitions.processes[0]
    lanes = (model.Lane(id="l1", name="Back", nodes=("s", "t")),)
    moved = {**definitions.shapes, "t": model.Shape(7, 8, 100, 80)}
    changed = msgspec.structs.replace(
        definitions, shapes=moved, participants=(), processes=(msgspec.structs.replace(process, lanes=lanes),)
    )
    again = bpmn.read(bpmn.write(changed))
    assert (again.shapes, again.processes[0].lanes, again.participants) == (moved, lanes, ())
    assert again.edges == definitions.edges


@pytest.mark.parametrize("file", [*OWN, *OTHERS], ids=[file.name for file in [*OWN, *OTHERS]])
def test_nothing_of_a_file_is_lost(file: Path) -> None:
    data = file.read_bytes()
    lost = words(data) - words(bpmn.write(bpmn.read(data)))
    assert [word for word in lost if not _is_said_otherwise(*word)] == []


def _is_said_otherwise(tag: str, text: str) -> bool:
    """What says nothing, or is said by something else: ways in and out, defaults, how an expression is typed."""
    name = tag.rpartition("}")[2]
    if name in ("incoming", "outgoing", "flowNodeRef", "potentialOwner", "resourceAssignmentExpression"):
        return True
    is_default = text in DEFAULTS or text.endswith(("}type=bpmn:tFormalExpression", "}type=tFormalExpression"))
    return is_default or text in ("", "name=") or name == "formalExpression"


DEFAULTS = {
    "isInterrupting=true", "cancelActivity=true", "isSequential=false", "isForCompensation=false", "retries=3",
    "waitForCompletion=true", "triggeredByEvent=false", "propagateAllChildVariables=true",
}  # fmt: skip


@pytest.mark.parametrize("file", OWN, ids=[file.name for file in OWN])
def test_own_processes_survive(file: Path) -> None:
    same(bpmn.read(file.read_bytes()))


@pytest.mark.parametrize("file", OTHERS, ids=[file.name for file in OTHERS])
def test_models_of_others_survive(file: Path) -> None:
    same(bpmn.read(file.read_bytes()))


def test_models_of_others_are_there_where_it_counts() -> None:
    if not OTHERS and os.environ.get("CI") != "true":
        pytest.skip("NOT RUN: the models of others are not beside the project")
    assert OTHERS


def test_unknown_extension_elements_survive() -> None:
    data = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:mine="urn:mine"
      xmlns:z="http://camunda.org/schema/zeebe/1.0"><process id="p" isExecutable="true"><startEvent id="s">
      <extensionElements><mine:note colour="red">keep <b xmlns="urn:b">me</b></mine:note><z:unheardOf x="1"/>
      </extensionElements></startEvent></process></definitions>"""
    definitions = bpmn.read(data)
    assert len(definitions.processes[0].nodes[0].rest.extensions) == 2
    same(definitions)
    assert [problem.code for problem in bpmn.check(definitions) if problem.code == "bpmn.extension-not-run"] == [
        "bpmn.extension-not-run",
        "bpmn.extension-not-run",
    ]
