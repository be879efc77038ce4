"""The grammar's words and signs: what binds how tightly, what ends a name, what is no name at all.

Source: DMN 1.5 §10.3.1.2, rule 4.
"""

from __future__ import annotations

OR, AND, COMPARE, ADD, MULTIPLY, POWER, UNARY, INSTANCE, POSTFIX = range(1, 10)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
BINARY = {"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER, **dict.fromkeys(COMPARISONS, COMPARE)}
KEYWORDS = frozenset(
    {"and", "or", "between", "in", "instance", "then", "else", "return", "satisfies", "if", "for", "some", "every"}
)
NAME_SIGNS = frozenset({".", "/", "-", "'", "’", "+", "*", "**"})
CONSTANTS = {"null": None, "true": True, "false": False}
