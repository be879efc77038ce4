"""kill -9 in the very moment that docs/mail.md speaks of: the server has the letter, and the program is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import template
from postbox import Postbox, open_postbox

SOURCES = Path(__file__).parents[2] / "src"
LETTERS = 12
SENDER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "gorel.site.settings"
import django
django.setup()
from gorel.ability import Context
from gorel.robots.mail import letters, robot

def compose(about):
    return letters.Letter(to_address=f"{about}@example.se", to_name="", subject=about, template="note", context={})

letters.register("note", compose, title={"sv": "Lapp", "en": "Note"})
from django.conf import settings
settings.TEMPLATES[0]["DIRS"] = [sys.argv[1]]
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    robot.send(robot.ToSend("note", f"p{number}"), Context(job_key=f"case:{number}", case="case"))
"""


class Killing(Postbox):
    """Kills the sender twice: once when it has taken a letter and not answered yet, once right after its answer."""

    def __init__(self) -> None:
        super().__init__()
        self.sender: subprocess.Popen[str] | None = None
        self.kill_at = [3, 8]  # letters taken

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self.sender is not None and len(self.letters) in self.kill_at:
            if len(self.letters) == self.kill_at[-1]:
                await server.push(answer)
            os.kill(self.sender.pid, signal.SIGKILL)
        return answer


@pytest.mark.slow
def test_killed_around_the_servers_answer_no_letter_is_lost_and_each_kill_doubles_one_at_most(tmp_path):
    home, templates = tmp_path / "home", tmp_path / "templates"
    template.furnish(home)
    templates.mkdir()
    for suffix in ("txt", "html"):
        (templates / f"note.{suffix}").write_text("{% extends 'robots/mail/letter." + suffix + "' %}")
    with open_postbox(Killing) as box:
        settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
        settings |= {"GOREL_HOME": str(home), "GOREL_SMTP": f"smtp://{box.host}:{box.port}", "PYTHONPATH": str(SOURCES)}
        line = [sys.executable, "-c", SENDER, str(templates), str(LETTERS)]
        ends = []
        while not ends or ends[-1] != 0:
            box.sender = subprocess.Popen(line, env=settings, stdout=subprocess.PIPE, text=True)
            box.sender.communicate(timeout=60)
            ends.append(box.sender.returncode)
            assert len(ends) <= 3
    assert ends == [-signal.SIGKILL, -signal.SIGKILL, 0]
    taken = Counter(str(letter["To"]) for letter in box.letters)
    assert set(taken) == {f"p{number}@example.se" for number in range(LETTERS)}
    assert max(taken.values()) == 2  # killed before the answer: nobody can know that the server has it
    assert 1 <= sum(taken.values()) - LETTERS <= 2  # after it: doubled, unless our commit was quicker
    ids = {str(letter["Message-ID"]) for letter in box.letters}
    assert len(ids) == LETTERS  # a double can be told by its Message-ID
