"""A robot on another machine needs no web parts: the core, the abilities and the robots work without Django."""

from __future__ import annotations

import subprocess
import sys

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
