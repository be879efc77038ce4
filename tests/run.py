"""`make test`: everything that must hold before a change goes in, and what it took.

`make whole` (`--slow`) goes on with what takes longer: stories told to their end, kills, loads.
What the machine lacks (PostgreSQL, Chromium) is said loudly; with CI=true it is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from browsers import chromium
from with_postgres import binaries

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
IN_CI = os.environ.get("CI", "").lower() in ("true", "1", "yes")
RED, GREEN, YELLOW, PLAIN = ("\033[31m", "\033[32m", "\033[33m", "\033[0m") if sys.stdout.isatty() else ("",) * 4


@dataclass(frozen=True)
class Step:
    """One thing to run."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """How it went."""

    step: Step
    is_good: bool
    seconds: float
    output: str


CHECKS = [
    Step("types", (PYTHON, "-m", "mypy")),
    Step("lint", (PYTHON, "-m", "ruff", "check")),
    Step("format", (PYTHON, "-m", "ruff", "format", "--check")),
    Step("import contracts", (str(Path(PYTHON).parent / "lint-imports"),)),
    Step("migrations", (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run")),
    Step("translations", (PYTHON, "-m", "gorel.ground.messages", "--check")),
]
# The fuzzing library has wheels for few Pythons; `make .venv/fuzz` brings it where it has. A fuzzer has its time by the
# clock and nothing to finish: it takes the cores only while the suites leave them.
FUZZ_SECONDS = 20
FUZZ = [
    Step(
        f"fuzz {harness.stem}, {FUZZ_SECONDS} s",
        ("nice", "-n", "19", PYTHON, str(harness), f"-max_total_time={FUZZ_SECONDS}"),
    )
    for harness in sorted((ROOT / "tests" / "fuzz").glob("*.py"))
]
PYTEST = (PYTHON, "-m", "pytest", "-q")
# A file of stories shares what it takes long to tell: it stays with one worker, and the longest files come first.
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
BY_TEST = ("--dist", "worksteal")
# On two cores: tests wait for pages, letters and clocks, so that more of them at once fill the time.
AT_ONCE = {"SQLite": ("-n", "3"), "PostgreSQL": ("-n", "2")}


def run(step: Step) -> Result:
    """Run a step; its output is kept for the end."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gorel.site.settings",
        "GOREL_HOME": str(ROOT / "build/test-home"),
    }
    before = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, env=environment, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    print(f"{step.name}: {'done' if done.returncode == 0 else 'FAILED'}", flush=True)
    return Result(step, done.returncode == 0, time.monotonic() - before, done.stdout or "")


def main() -> None:
    """Run all; end with 1 when anything failed, or when CI lacks something."""
    lacking = []
    if binaries() is None:
        lacking.append("PostgreSQL is not here: nothing was tested on it. Install it with: sudo apt install postgresql")
    if chromium() is None:
        lacking.append("Chromium is not here: no page was looked at. Install it with: sudo apt install chromium")
    is_slow = "--slow" in sys.argv[1:]
    checks = [] if is_slow else list(CHECKS)
    if is_slow and find_spec("atheris") is None:
        lacking.append("atheris is not here: no made-up texts were tried. Install it with: make .venv/fuzz")
    elif is_slow:
        checks += FUZZ
    which = "slow" if is_slow else "not slow"
    wanted = which if chromium() else f"{which} and not browser"
    suites = [Step("tests on SQLite", (*PYTEST, *(BY_FILE if is_slow else BY_TEST), *AT_ONCE["SQLite"], "-m", wanted))]
    if binaries() is not None:
        with_postgres = str(ROOT / "tests" / "with_postgres.py")
        # Every test of the memory runs on both databases each time; those of the pages follow in `make whole`.
        memory = ("tests/cases", "tests/ground", "-m", "db and not browser and not slow")
        both = ("-m", "db and not browser and not long") if is_slow else memory
        suites.append(
            Step("tests on PostgreSQL", (PYTHON, with_postgres, *PYTEST, *BY_TEST, *AT_ONCE["PostgreSQL"], *both))
        )

    # A suite waits often, for pages and for clocks: what else is to be run fills the gaps. The longest begin first.
    with ThreadPoolExecutor(max_workers=3) as pool:
        results = [result.result() for result in [pool.submit(run, step) for step in (*suites, *checks)]]
    for result in results:
        if not result.is_good:
            print(f"\n{result.step.name}\n{result.output}")
    for step, result in zip(suites, results, strict=False):
        print(f"{step.name}: {result.output.strip().splitlines()[-1] if result.output.strip() else 'no output'}")
    for result in results:
        _tell(result)
    for line in lacking:
        print(f"{RED if IN_CI else YELLOW}LACKING: {line}{PLAIN}")
    sys.exit(0 if all(result.is_good for result in results) and not (IN_CI and lacking) else 1)


def _tell(result: Result) -> None:
    mark = f"{GREEN}ok    {PLAIN}" if result.is_good else f"{RED}FAILED{PLAIN}"
    print(f"{mark} {result.step.name:22} {result.seconds:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
