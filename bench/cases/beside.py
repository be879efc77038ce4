"""How long a person's click takes while a storm of timers drains: the click comes from a process of its own.

python -m bench.cases.beside HOME SECONDS     what that process does; it prints seconds, one click a line
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

PAUSE = 0.03  # seconds between two clicks


def clicks(timers: int) -> list[float]:
    """Let so many timers fall due at once, and return, sorted, how many seconds each click took meanwhile."""
    from bench.cases import home

    from gorel.cases.models import Timer
    from gorel.cases.worker import Worker

    home.begin("storm", timers)
    Timer.objects.filter(case__process__key="storm").update(due_at=0)
    command = [sys.executable, "-m", "bench.cases.beside", str(home.HOME), str(timers / 3000)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    time.sleep(2.5)  # until it clicks
    Worker().drain()
    return sorted(float(line) for line in process.communicate()[0].split())


def main() -> None:
    """Start a case every few hundredths of a second."""
    os.environ["GOREL_HOME"] = sys.argv[1]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
    import django

    django.setup()
    from gorel.cases import runtime

    until = time.monotonic() + 2 + float(sys.argv[2])
    while time.monotonic() < until:
        began = time.perf_counter()
        runtime.start("still")
        print(time.perf_counter() - began)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
