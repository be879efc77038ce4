"""Killed at any moment and started again, Görel goes on where she was: nothing is lost, hardly anything doubled."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections import Counter

import pytest

from headless import address, command, run
from postbox import open_postbox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(290)]
KILLS = 20


def _comparable(report):
    """Return the report without keys: what differs between two runs of the same story."""
    report = json.loads(json.dumps(report))
    for mail in report["mails"]:
        del mail["case"]
    for case in report["cases"]:
        del case["key"]
    return {name: sorted(map(json.dumps, rows)) if isinstance(rows, list) else rows for name, rows in report.items()}


def _run_with_kills(home, *, smtp, chance):
    """Run the story, killed at random moments, until it gets through; return its report and how many kills hit."""
    hits = 0
    while True:
        line, environment, report = command(home, smtp=smtp)
        process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if hits < KILLS:
            try:
                process.wait(timeout=chance.uniform(0.4, 3.5))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                hits += 1
                continue
        _, errors = process.communicate(timeout=110)
        assert process.returncode == 0, errors
        return json.loads(report.read_text(encoding="utf-8")), hits


def test_killed_at_random_moments_the_report_is_the_same_and_doubles_stay_within_the_bound(tmp_path):
    with open_postbox() as undisturbed:
        expected = run(tmp_path / "one", smtp=address(undisturbed))
    with open_postbox() as post:
        started = time.monotonic()
        found, hits = _run_with_kills(tmp_path / "two", smtp=address(post), chance=random.Random(started))
    assert hits > 0
    assert _comparable(found) == _comparable(expected)
    sent = Counter(message["Message-ID"] for message in post.letters)
    assert len(sent) == len(expected["mails"])  # no mail is lost
    assert sum(sent.values()) - len(sent) <= hits  # at most one double for each kill
