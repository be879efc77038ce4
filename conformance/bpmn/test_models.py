"""Every model of the table with an expected outcome does what its row says.

NOT_YET is a ratchet: a model on it must fail, so that it leaves the list with the commit that makes it pass.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import decision_scripts
import newer_scripts
import older_scripts
from foreign_models import rows

pytestmark = pytest.mark.conformance

SCRIPTS = {**older_scripts.SCRIPTS, **newer_scripts.SCRIPTS, **decision_scripts.SCRIPTS}
NOT_YET: frozenset[str] = frozenset()
TABLE = rows()


@pytest.mark.skipif(not TABLE, reason="NOT RUN: the models of others are not beside the project")
@pytest.mark.parametrize("row", TABLE, ids=[row.file for row in TABLE])
def test_a_model_does_what_its_row_says(row) -> None:
    script = SCRIPTS.get(row.file)
    if row.file in NOT_YET:
        with pytest.raises(Exception):  # noqa: B017
            _run(script, row.file)
    else:
        _run(script, row.file)


def _run(script, file) -> None:
    assert script is not None, f"no script for {file}"
    script()
