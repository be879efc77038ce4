"""Fuzzes FEEL: no text may do anything but parse or be refused, and no value but come or be null.

    make fuzz                                     a minute of every harness
    .venv/bin/python tests/fuzz/feel.py -max_total_time=3600

Atheris grows texts by the coverage of the scanner, parser, compiler and runtime. Every crash found becomes a case of
tests/core/feel/test_robustness.py.
"""

from __future__ import annotations

import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["gorel.core.feel"]):
    from gorel.core import feel
    from gorel.core.feel import nodes
    from gorel.core.feel.printer import write
    from gorel.core.problems import ModelError

SCOPE = {
    "x": Decimal(7),
    "Monthly Income": 4000,
    "name": "Görel",
    "flag": True,
    "nothing": None,
    "items": [{"price": Decimal(3)}, {"price": 9}, "loose"],
    "person": {"home address": {"city": "Mölndal"}},
}
CORPUS = Path(__file__).parent / "corpus" / "feel"  # seeds: a flag byte and a text each


def one(data: bytes) -> None:
    """Compile and evaluate one text, as an expression or as unary tests; the first byte says which, and the dialect."""
    flags, text = data[:1], data[1:].decode("utf-8", "replace")
    is_tests, is_camunda = flags > b"p", flags in b"bdfhjlnprtvxz"
    dialect = "camunda" if is_camunda else "feel"
    try:
        if is_tests:
            tests = feel.compile_tests(text, names=SCOPE, dialect=dialect)
            for value in SCOPE.values():
                tests.matches(value, SCOPE, now=0)
            return
        expression = feel.compile(text, names=SCOPE, dialect=dialect)
    except ModelError:
        return
    feel.to_json(expression.evaluate(SCOPE, now=0).value)
    expression.value(SCOPE)
    printed = write(expression.node, backticks=is_camunda)
    if is_camunda and len(printed) < 1000:
        try:
            again = feel.parse(printed, names=SCOPE, dialect=dialect)
        except ModelError as error:
            if error.problems[0].code != "feel.too-deep":  # brackets that the text lacked may nest too deep
                raise
            return
        assert nodes.same(again, expression.node), (text, printed)


def main() -> None:
    with tempfile.TemporaryDirectory() as found:  # new texts go to the first folder
        atheris.Setup([*sys.argv, "-max_len=400", found, str(CORPUS)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
