"""`pip install gorel` is enough for a robot on another machine; what else is typed says which parts are missing."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

from gorel.site import parts

SCRIPT = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("django", "psycopg", "gunicorn", "structlog", "allauth"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
import gorel.ability, gorel.core.engine, gorel.robots.elsewhere, gorel.robots.everywhere
from gorel.site.command import parser
parser().parse_args(["robot", "run", "--server", "https://x", "--type", "file.read"])
print(*sorted(gorel.ability.known()))
"""


def test_abilities_are_known_without_django() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {"sheet.read", "sheet.write", "sheet.compare", "file.list", "file.read", "file.write", "file.move"} <= set(
        done.stdout.split()
    )


# As if only what `pip install gorel` brings were there; *away* are the modules of the extras.
BARE = """
import sys
from gorel.site import parts

away = frozenset().union(*parts.EXTRAS.values())

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in away:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
from gorel.site.command import main
main(sys.argv[1:])
"""


def bare(folder: Path, *command: str, language: str) -> tuple[int, str]:
    """Type a command where the extras are not installed."""
    settings = {"PATH": "/usr/bin:/bin", "LANG": language, "PYTHONPATH": str(Path(parts.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", BARE, *command], cwd=folder, env=settings, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_robot_starts_with_the_bare_package_and_says_what_is_wrong_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import msgspec\nfrom gorel.ability import Context, ability\n"
        "class In(msgspec.Struct):\n    x: int\n"
        "@ability('my.add', title={'sv': 'L'}, about={'sv': 'L'})\n"
        "def add(given: In, context: Context) -> None: ...\n"
    )
    line = ["robot", "run", "mine.py", "--server", "http://nobody.example", "--token", "gorel_x"]
    assert bare(tmp_path, *line, language="C")[1].startswith("--server must begin with https://")
    script = (
        "from gorel.robots.elsewhere import Server\n"
        "try: Server('http://127.0.0.1:9', 't').post('/x', {}, seconds=1)\n"
        "except OSError as error: print('later')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", BARE.rpartition("from gorel.site.command")[0] + script],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("later\n", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv_SE.UTF-8", "Kommandot behöver delar som inte är installerade här"), ("C", "This command needs parts")],
)
def test_a_command_of_the_server_says_what_to_install(tmp_path: Path, language: str, said: str) -> None:
    returned, text = bare(tmp_path, "up", language=language)
    assert (returned, text.count("\n"), text.startswith(said)) == (1, 1, True), text
    assert "pip install 'gorel[server,robots]'" in text
    (tmp_path / "a.bpmn").touch()
    assert bare(tmp_path, "run", "a.bpmn", language=language)[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.bpmn"], "nothing is left that the next try would meet"


def test_every_module_of_the_extras_is_known_by_name() -> None:
    wanted = {
        re.split(r"[<>=\[; ]", line)[0].lower(): extra for line in requires("gorel") or ()
        for extra in ("server", "robots") if f'extra == "{extra}"' in line.replace("'", '"')
    }  # fmt: skip
    brought = {
        dist.lower().replace("_", "-"): module for module, dists in packages_distributions().items()
        for dist in dists if not module.startswith("_")
    }  # fmt: skip
    known = frozenset().union(*parts.EXTRAS.values())
    assert len(wanted) > 20
    assert sorted(name for name in wanted if brought.get(name) not in known) == []
