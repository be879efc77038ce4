"""`gorel test` plays the tests that a draft has, as files in a folder or packed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desk import workshop_story
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import testing, trying
from gorel.site.command import main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A draft as it is taken out of the workshop, with a run that was saved as a test."""
    files = workshop_story.files()
    script = [{"do": "start", "at": 0, "variables": {"who": "Ada", "days": 3, "notice": 20}}]
    world = trying.play(trying.compile_set(files, None), script)
    name, data = testing.as_file(testing.record(world, "Kort ledighet"), files)
    for file, content in {**files, name: data}.items():
        (tmp_path / file).write_bytes(content)
    return tmp_path


def test_a_folder_with_its_tests_is_played(folder: Path, capsys) -> None:
    assert run("test", str(folder)) == 0
    assert capsys.readouterr().out == "✓ Kort ledighet\n1 test spelade: 1 går igenom, 0 går inte igenom.\n"


def test_what_came_otherwise_is_said_and_the_command_fails(folder: Path, tmp_path: Path, capsys) -> None:
    (test,) = folder.glob("*.test.json")
    told = json.loads(test.read_text())
    told["expect"]["variables"]["way"] = "manager"
    test.write_text(json.dumps(told))
    packed = tmp_path / "draft.zip"
    packed.write_bytes(sets.packed({one.name: one.read_bytes() for one in folder.iterdir()}))
    assert run("test", str(packed), "--language", "en") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "✗ Kort ledighet", '    way becomes "auto"; expected: "manager".',
        "1 tests played: 0 as expected, 1 not.",
    ]  # fmt: skip


def test_files_without_a_test_say_what_to_do(folder: Path, capsys) -> None:
    assert run("test", str(folder / "leave.bpmn")) == 1
    assert "Spara en provkörning som test i verkstaden" in capsys.readouterr().err
