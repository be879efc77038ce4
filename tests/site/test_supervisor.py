"""The supervisor keeps its children alive and stops all of them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gorel.site import supervisor

PARENT = """
import sys
from gorel.site import supervisor
class Child(supervisor.Child):
    def start(self):
        import subprocess
        self.process = subprocess.Popen([sys.executable, "-c", sys.argv[1]], start_new_session=True)
        self.started_at = supervisor.time.monotonic()
supervisor.supervise([Child("one", environment={}), Child("two", environment={})])
print("stopped", flush=True)
"""


def _parent(child: str) -> subprocess.Popen[str]:
    environment = dict(os.environ, PYTHONPATH=str(Path(__file__).parents[2] / "src"))
    return subprocess.Popen([sys.executable, "-c", PARENT, child], stdout=subprocess.PIPE, text=True, env=environment)


def _wait_for(files: Path, count: int) -> list[Path]:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = sorted(files.iterdir())
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{count} starts were promised; seen: {sorted(files.iterdir())}")


def test_supervisor_starts_again_what_dies(tmp_path):
    parent = _parent(f"import os, pathlib; (pathlib.Path({str(tmp_path)!r}) / str(os.getpid())).touch()")
    try:
        _wait_for(tmp_path, 4)  # two children, each at least twice
    finally:
        parent.send_signal(signal.SIGTERM)
    assert parent.communicate(timeout=20)[0].endswith("stopped\n")


def test_ctrl_c_stops_every_child(tmp_path):
    child = f"import os, pathlib, time; (pathlib.Path({str(tmp_path)!r}) / str(os.getpid())).touch(); time.sleep(60)"
    parent = _parent(child)
    pids = [int(path.name) for path in _wait_for(tmp_path, 2)]
    parent.send_signal(signal.SIGINT)
    assert parent.communicate(timeout=20)[0] == "stopped\n"
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


FORKS = """
import os, pathlib, sys, time
from gorel.site import supervisor
class Twin(supervisor.Child):
    def start(self):
        def live():
            (pathlib.Path(sys.argv[1]) / str(os.getpid())).touch()
            time.sleep(float(self.arguments[0]))
            sys.exit(3)
        self.process = supervisor.Fork(live)
        self.started_at = time.monotonic()
supervisor.supervise([Twin("0", environment={}), Twin("60", environment={})])
print("stopped", flush=True)
"""


def test_forked_children_are_started_again_and_stopped_like_others(tmp_path):
    environment = dict(os.environ, PYTHONPATH=str(Path(__file__).parents[2] / "src"))
    command = [sys.executable, "-c", FORKS, str(tmp_path)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    pids = [int(path.name) for path in _wait_for(tmp_path, 3)]  # one lives, one is begun again
    parent.send_signal(signal.SIGTERM)
    said = parent.communicate(timeout=20)[0]
    assert said.startswith("gorel 0 ended (3); starting again in 1 s\n")
    assert said.endswith("stopped\n")
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def stubborn() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def test_a_fork_that_does_not_end_when_asked_is_killed_and_waited_for():
    child = supervisor.Fork(stubborn)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(timeout=0.2)
    child.kill()
    assert child.wait() == -signal.SIGKILL
