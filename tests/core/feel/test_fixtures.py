"""Expression and value, pair by pair: each file of fixtures/ is one subject.

A line is `expression  =>  expected`, both FEEL; `=> null` also wants a warning's code after `!`, when one is written.
A line `# dialect: camunda` sets the dialect of what follows.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from gorel.core import feel

FOLDER = Path(__file__).parent / "fixtures"
SCOPE = {
    "x": Decimal(5),
    "Monthly Income": 4000,
    "Person's age": 41,
    "a-b": 1,
    "profit and loss": 12,
    "days in weekend": ["saturday", "sunday"],
    "items": [{"price": Decimal(3), "kind": "a"}, {"price": Decimal(9), "kind": "b"}, {"kind": "c"}],
}
NOW = 1_792_137_600_000_000  # 2026-10-16T08:00:00Z


def pairs() -> list[tuple[str, str, str, str]]:
    found = []
    for path in sorted(FOLDER.glob("*.feel")):
        dialect = "feel"
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# dialect:"):
                dialect = line.split(":")[1].strip()
            elif "  =>  " in line and not line.startswith("#"):
                text, expected = line.split("  =>  ")
                found.append((path.stem, dialect, text.strip(), expected.strip()))
    return found


@pytest.mark.parametrize(("subject", "dialect", "text", "expected"), pairs())
def test_expression_gives_the_value_beside_it(subject: str, dialect: str, text: str, expected: str):
    wanted, _, code = expected.partition(" !")
    result = feel.compile(text, names=SCOPE, dialect=dialect).evaluate(SCOPE, now=NOW, zone="Europe/Stockholm")
    value = feel.compile(wanted, dialect=dialect).evaluate({}).value

    assert (type(result.value), result.value) == (type(value), value)
    if code:
        assert [warning.code for warning in result.warnings][-1] == code
