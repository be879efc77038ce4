"""No file, however damaged, may do anything but be refused, or answer, or answer null and say why."""

from __future__ import annotations

import random

import pytest

from core.dmn.models import table_model
from core.dmn.mutants import SEEDS, mutant, use


@pytest.mark.parametrize("seed", SEEDS, ids=["boxes", "eldstad"])
def test_the_models_are_sound_before_they_are_damaged(seed):
    use(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_damaged_models_are_read_checked_asked_and_explained(block):
    for number in range(40):
        use(mutant(random.Random(1000 * block + number).randrange))


def test_values_allowed_that_cannot_be_compared_with_the_cells_found_by_fuzzing():
    """Numbers and texts have no order between them."""
    table_model({"n": "number"}, [["< 1", "1"]], input_values={"n": '"a".."b", > "c"'}).check()


def test_a_table_without_outputs_found_by_fuzzing():
    model = table_model({"n": "number"}, [["< 1"]], outputs=())
    assert model.evaluate("Svar", {"n": 0}) is None
    assert [problem.code for problem in model.check()] == ["dmn.no-output", "dmn.gap"]
