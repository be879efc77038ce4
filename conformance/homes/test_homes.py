"""A home that an earlier version left in the middle of its work goes on where it was: upgrades strand no case."""

from __future__ import annotations

import tarfile
from collections import Counter
from pathlib import Path

import pytest

from headless import address, run
from postbox import open_postbox

KEPT = sorted(Path(__file__).parent.glob("*.tar.xz"))


@pytest.mark.slow
@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.removesuffix(".tar.xz"))
def test_the_story_that_an_earlier_version_began_is_told_to_its_end(kept: Path, tmp_path: Path) -> None:
    with tarfile.open(kept) as packed:
        packed.extractall(tmp_path, filter="data")
    with open_postbox() as post:
        report = run(tmp_path, smtp=address(post), until="2020-10-26")
    kinds = Counter(mail["kind"] for mail in report["mails"])
    assert (kinds["confirmation"], kinds["joining_link"], kinds["thanks"]) == (40, 37, 37)
    links = [mail for mail in report["mails"] if mail["kind"] == "joining_link"]
    assert {mail["sent_at"] for mail in links} == {"2020-10-21T09:00:00+02:00"}
    assert [row["reason"] for row in report["refused"]] == ["closed"]
    left = [case for case in report["cases"] if case["ended_at"] is None and not case["waiting_for"]]
    assert left == []
