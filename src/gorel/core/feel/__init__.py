"""FEEL: text -> compiled expression -> value.

`compile(text, names=…)` gives an `Expression`, `compile_tests(text)` gives `Tests`; both are pure and may be kept and
shared. See docs/feel.md.
"""

from gorel.core.feel.convert import from_python, to_json
from gorel.core.feel.expression import Expression, Result, Tests, compile, compile_tests, parse, parse_tests
from gorel.core.feel.functions import Function
from gorel.core.feel.ranges import Range
from gorel.core.feel.run import Run
from gorel.core.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths

__all__ = [
    "Date",
    "DateTime",
    "DaysTime",
    "Expression",
    "Function",
    "Range",
    "Result",
    "Run",
    "Tests",
    "Time",
    "YearsMonths",
    "compile",
    "compile_tests",
    "from_python",
    "parse",
    "parse_tests",
    "to_json",
]
