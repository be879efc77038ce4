"""Fuzzes BPMN: no damage to a process model may do anything but have it refused, or have it run with incidents.

    make fuzz                                     a minute of every harness
    .venv/bin/python tests/fuzz/bpmn.py -max_total_time=3600

Atheris chooses which model is damaged and how, and what is then answered and done to its cases, by the coverage of
reader, findings, writer, drawing, compiler, engine and JUEL. Every crash found becomes a case of
tests/core/bpmn/test_mangled.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
with atheris.instrument_imports(include=["gorel.core.bpmn", "gorel.core.engine", "gorel.core.juel"]):
    from core.bpmn.mutants import mutant, use


def one(data: bytes) -> None:
    """Make one mutant from the bytes and do everything with it."""
    provider = atheris.FuzzedDataProvider(data)

    def pick(count: int) -> int:
        return provider.ConsumeIntInRange(0, count - 1)

    use(mutant(pick), pick)


def main() -> None:
    with tempfile.TemporaryDirectory() as found:
        atheris.Setup([*sys.argv, "-max_len=400", found], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
