"""The `gorel` command explains itself, and says every trouble in a sentence."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import template
from gorel.site import command

SOURCES = str(Path(__file__).parents[2] / "src")


def gorel(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    return subprocess.run(
        [sys.executable, "-m", "gorel", *arguments],
        env=settings | {"GOREL_HOME": str(home), "PYTHONPATH": SOURCES},
        capture_output=True,
        text=True,
        timeout=60,
    )


def _commands():
    (commands,) = (action for action in command.parser()._actions if isinstance(action, argparse._SubParsersAction))
    return sorted(commands.choices)


@pytest.mark.parametrize("name", _commands())
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: gorel {name}")


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = gorel("demo", "--port", str(port), home=tmp_path / "home")
    assert said.returncode == 1
    assert said.stderr == (
        f"127.0.0.1:{port} cannot be listened on (Address already in use). Choose another port: --port {port + 1}\n"
    )
    assert not (tmp_path / "home").exists()


def test_a_real_installation_never_becomes_a_demo(tmp_path):
    (tmp_path / "secret-key").touch()
    said = gorel("demo", "--headless", "--until", "2020-09-02", home=tmp_path)
    assert said.returncode == 1
    assert "holds an installation that is not a demo, and is left alone" in said.stderr
    assert not (tmp_path / "demo").exists()


def test_only_a_demo_has_a_clock_to_move(tmp_path):
    said = gorel("clock", "1d", home=tmp_path)
    assert (said.returncode, said.stderr) == (1, "Only a demo home has a clock to move. Here it is the machine's.\n")


def test_a_file_that_is_not_there_is_named(tmp_path):
    said = gorel("deploy", str(tmp_path / "none.bpmn"), home=tmp_path)
    assert (said.returncode, said.stderr) == (
        1,
        f"{tmp_path}/none.bpmn: No such file or directory. Name a file that can be read.\n",
    )


@pytest.mark.slow
def test_somebody_is_let_in_and_can_be_let_in_again(tmp_path):
    template.copy_to(tmp_path / "gorel.sqlite3")
    line = ("person", "anna@kommun.example", "--name", "Anna Ek", "--organisation", "Lerums kommun", "--role")
    first = gorel(*line, "administrator", home=tmp_path)
    again = gorel(*line, "editor", home=tmp_path)
    told = "Anna Ek may sign in with a code to anna@kommun.example. Roles in Lerums kommun: "
    assert [text.splitlines()[0] for text in (first.stdout, again.stdout)] == [
        told + "administrator.", told + "administrator, editor.",
    ]  # fmt: skip
    assert first.stdout.splitlines()[1].endswith("/logga-in/"), "where one signs in"


@pytest.mark.slow
def test_a_role_that_is_none_is_said(tmp_path):
    template.copy_to(tmp_path / "gorel.sqlite3")
    said = gorel("person", "a@b.example", "--name", "A", "--organisation", "B", "--role", "chef", home=tmp_path)
    assert (said.returncode, said.stderr) == (
        1,
        "'chef' is no role. Choose among editor, organiser, secretary, administrator, handler, owner, operator, "
        "auditor, idea-coach, employee.\n",
    )
