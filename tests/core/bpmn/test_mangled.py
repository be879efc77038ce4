"""Mangled models: reader, findings, compiler and simulation say what is wrong; none of them breaks."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.bpmn.mutants import mutant, use
from gorel.core import bpmn
from gorel.core.problems import ModelError
from gorel.core.say import say

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))  # more of them when looking for trouble


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**40))
def test_a_mangled_model_is_refused_or_runs(seed: int) -> None:
    chance = random.Random(seed)
    use(mutant(chance.randrange))


@pytest.mark.parametrize("data", [b"", b"<", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe"])
def test_what_is_no_model_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ModelError) as found:
        bpmn.read(data)
    assert all(say(problem, "sv") for problem in found.value.problems)
