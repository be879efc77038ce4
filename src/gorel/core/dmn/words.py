"""Values and tests in plain words, Swedish and English, for people who read a decision's grounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from gorel.core.feel import nodes
from gorel.core.say import Language
from gorel.core.time_words import say_moment, say_time

WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "yes": "ja", "no": "nej", "missing": "uppgift saknas", "none": "inget", "and": "och", "or": "eller",
        "not": "annat än {0}", "<": "under {0}", "<=": "högst {0}", ">": "över {0}", ">=": "minst {0}",
        "date<": "före {0}", "date<=": "senast {0}", "date>": "efter {0}", "date>=": "tidigast {0}",
        "!=": "annat än {0}", "=": "{0}", "[]": "från {0} till och med {1}", "[)": "från {0} men under {1}",
        "(]": "över {0} men högst {1}", "()": "mellan {0} och {1}", "rule": "det som regeln säger: {0}",
    },
    "en": {
        "yes": "yes", "no": "no", "missing": "not given", "none": "nothing", "and": "and", "or": "or",
        "not": "other than {0}", "<": "under {0}", "<=": "at most {0}", ">": "over {0}", ">=": "at least {0}",
        "date<": "before {0}", "date<=": "{0} at the latest", "date>": "after {0}", "date>=": "{0} at the earliest",
        "!=": "other than {0}", "=": "{0}", "[]": "from {0} to {1}", "[)": "from {0} but under {1}",
        "(]": "over {0} but at most {1}", "()": "between {0} and {1}", "rule": "what the rule says: {0}",
    },
}  # fmt: skip


def say_value(value: Any, language: Language) -> str:
    """Return a JSON value as a person would write it."""
    words = WORDS[language]
    if value is None:
        return words["missing"]
    if value is True or value is False:
        return words["yes"] if value else words["no"]
    if isinstance(value, int | Decimal):
        return say_number(value, language)
    if isinstance(value, str):
        return say_text(value, language)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_say_part(item, language)}" for key, item in value.items()) or words["none"]
    if isinstance(value, Sequence):
        return join([_say_part(item, language) for item in value], words["and"]) or words["none"]
    return str(value)


def _say_part(value: Any, language: Language) -> str:
    """Return a value inside another; what has parts itself stands in brackets."""
    said = say_value(value, language)
    return f"({said})" if isinstance(value, Mapping | list) and value else said


def say_number(value: int | Decimal, language: Language) -> str:
    """Return a number with the language's decimal mark and groups of three: 12 500,5 or 12,500.5."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = "−" if text.startswith("-") else ""
    whole, _, part = text.lstrip("-").partition(".")
    group, mark = ("\N{NO-BREAK SPACE}", ",") if language == "sv" else (",", ".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", group)
    return sign + whole + (mark + part if part else "")


def say_text(value: str, language: Language) -> str:
    """Return a text in the language's quotation marks; a date or a moment is written out."""
    return say_moment(value, language) or (f"”{value}”" if language == "sv" else f"“{value}”")


def join(parts: Sequence[str], last: str) -> str:
    """Return `a, b och c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def say_tests(tests: nodes.UnaryTests, text: str, language: Language) -> str:
    """Return what a cell asks for: `minst 18`, `”EU” eller ”US”`. What has no plain form is shown as it is written."""
    words = WORDS[language]
    parts = [_say_test(test, text, language) for test in tests.tests]
    said = join(parts, words["or"])
    return words["not"].format(said) if tests.is_negated else said


def _say_test(node: nodes.Node, text: str, language: Language) -> str:
    words = WORDS[language]

    def say(part: nodes.Node) -> str | None:
        return _say_constant(part, text, language)

    if isinstance(node, nodes.Bound):
        end = say(node.endpoint)
        if end is not None:
            key = f"date{node.operator}" if _is_date(node.endpoint) else node.operator
            return words.get(key, words[node.operator]).format(end)
    if isinstance(node, nodes.RangeLiteral):
        low, high = say(node.low), say(node.high)
        if low is not None and high is not None:
            key = ("[" if node.start_included else "(") + ("]" if node.end_included else ")")
            return words[key].format(low, high)
    return say(node) or words["rule"].format(text[node.start : node.end])


def _say_constant(node: nodes.Node, text: str, language: Language) -> str | None:
    if isinstance(node, nodes.Literal):
        return say_value(node.value, language)
    if isinstance(node, nodes.Negation) and isinstance(node.operand, nodes.Literal):
        value = node.operand.value
        return say_value(-value, language) if isinstance(value, Decimal) else None
    written = _time(node)
    return None if written is None else say_time(written, language) or say_text(written, language)


def _time(node: nodes.Node) -> str | None:
    """Return the text of a date, a time, a moment or a duration that stands as it is; None for anything else."""
    if isinstance(node, nodes.AtLiteral):
        return node.text
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and len(node.arguments) == 1:
        given = node.arguments[0]
        if node.function.name in ("date", "time", "date and time", "duration") and isinstance(given, nodes.Literal):
            return given.value if isinstance(given.value, str) else None
    return None


def _is_date(node: nodes.Node) -> bool:
    """Whether it is earlier or later, rather than shorter or longer."""
    written = _time(node)
    return written is not None and not written.lstrip("-").startswith("P")
