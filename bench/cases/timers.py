"""A storm of timers: so many due at once, each advancing its case to the end.

python bench/cases/timers.py [--timers 20000]
"""

# ruff: noqa: E402 - settings read the environment when they are first asked
from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
os.environ["GOREL_HOME"] = tempfile.mkdtemp(prefix="gorel-bench-")

import django

django.setup()

import structlog
from django.core.management import call_command
from django.db import connection

from gorel.cases import calling, deployment, programs
from gorel.cases.models import Case
from gorel.cases.turn import take
from gorel.cases.worker import Worker
from gorel.ground import clock

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))

PICTURE = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench">'
    b'<process id="storm" isExecutable="true"><startEvent id="s"/><intermediateCatchEvent id="t">'
    b"<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    b'<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
    b'<sequenceFlow id="f2" sourceRef="t" targetRef="e"/></process></definitions>'
)


def main() -> None:
    """Start the cases, let the hour pass, and drain."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--timers", type=int, default=20_000)
    count = parser.parse_args().timers
    call_command("migrate", interactive=False, verbosity=0)
    deployment.deploy([("storm.bpmn", PICTURE)])
    known = programs.known(programs.newest("storm", None).pk)
    for first in range(0, count, 500):
        size = min(500, count - first)
        take(lambda turn, size=size: [calling.begin(turn, known, variables={}).id for _ in range(size)])
    with clock.held(clock.now() + timedelta(hours=2)):
        wall, cpu = time.perf_counter(), time.process_time()
        Worker().drain()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert not Case.objects.exclude(state=Case.COMPLETED).exists()
    each = cpu / count * 1e6
    print(
        f"{connection.vendor}: {count:,} timers in {wall:.1f} s, {count / wall:,.0f} a second; CPU {each:.0f} µs each"
    )


if __name__ == "__main__":
    main()
