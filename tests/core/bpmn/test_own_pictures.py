"""The house's own pictures: without faults, and every name that a person may read is there in English too."""

from pathlib import Path

import pytest

from gorel.core import bpmn

ROOT = Path(__file__).resolve().parents[3]
OWN = sorted((ROOT / "src").rglob("processes/*.bpmn"))


@pytest.mark.parametrize("file", OWN, ids=[file.name for file in OWN])
def test_every_name_is_there_in_english(file: Path) -> None:
    for process in bpmn.read(file.read_bytes()).processes:
        named = [process, *process.nodes, *process.flows]
        swedish = {one.id: one.name for one in named if one.name and not one.properties.get("gorel.name.en")}
        assert swedish == {}


@pytest.mark.parametrize("file", OWN, ids=[file.name for file in OWN])
def test_nothing_is_wrong_or_left_out(file: Path) -> None:
    definitions = bpmn.read(file.read_bytes())
    assert definitions.not_run == ()
    assert [problem.code for problem in bpmn.check(definitions) if problem.severity == "error"] == []
