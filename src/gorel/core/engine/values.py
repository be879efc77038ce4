"""Expressions of a program, compiled: a constant, FEEL or JUEL. Values are JSON; what cannot be had is Trouble."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from gorel.core import feel
from gorel.core.bpmn.model import Expression
from gorel.core.engine.errors import Trouble
from gorel.core.problems import ModelError, Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.run import Run


ZONE = "Europe/Stockholm"
MAX_WHOLE = 2_000_000_000  # what any database keeps as an integer
MAX_DIGITS = 30


class Value(Protocol):
    """Something that has a value where a case stands."""

    def of(self, run: Run, key: int) -> Any:
        """Return the JSON value as the instance *key* sees it. Errors: Trouble."""
        ...

    @property
    def constant(self) -> Any:
        """The value itself when it is the same in every case, else None."""
        ...


class Constant:
    """A text that is itself."""

    __slots__ = ("constant",)

    def __init__(self, constant: Any) -> None:
        self.constant = constant

    def of(self, run: Run, key: int) -> Any:
        return self.constant


class Feel:
    """A FEEL expression of one element."""

    __slots__ = ("compiled", "constant", "text", "where")

    def __init__(self, text: str, where: Place) -> None:
        self.text = text
        self.where = where
        self.compiled = feel.compile(text, dialect="camunda")
        self.constant = None

    def of(self, run: Run, key: int) -> Any:
        return feel.to_json(self.answer(run.scope_of(key), run).value)

    def with_extra(self, run: Run, key: int, extra: Mapping[str, Any]) -> Any:
        return feel.to_json(self.answer({**run.scope_of(key), **extra}, run).value)

    def answer(self, scope: Mapping[str, Any], run: Run) -> feel.Result:
        """Return FEEL's own result, and keep what it warned of for whoever finds the value wanting."""
        result = self.compiled.evaluate(scope, now=run.now, seed=run.next_seed(), zone=ZONE)
        run.warnings = result.warnings
        return result


class Named:
    """A variable by its name; one that is not there is null."""

    __slots__ = ("constant", "text")

    def __init__(self, name: str) -> None:
        self.text = name
        self.constant = None

    def of(self, run: Run, key: int) -> Any:
        return run.scope_of(key).get(self.text)

    def with_extra(self, run: Run, key: int, extra: Mapping[str, Any]) -> Any:
        return extra[self.text] if self.text in extra else self.of(run, key)


class Structure:
    """A map or list of values (`camunda:map`, `camunda:list`)."""

    __slots__ = ("constant", "inner")

    def __init__(self, inner: dict[str, Value] | tuple[Value, ...]) -> None:
        self.inner = inner
        self.constant = None

    def of(self, run: Run, key: int) -> Any:
        if isinstance(self.inner, dict):
            return {name: value.of(run, key) for name, value in self.inner.items()}
        return [value.of(run, key) for value in self.inner]


def compile_value(source: Any, where: Place) -> Value:
    """Return *source*, an Expression or a map or tuple of such, ready to be asked.

    Errors: whatever the expression's language says about a text that does not parse (ModelError).
    """
    if isinstance(source, Expression):
        if source.language == "feel":
            return Feel(source.text, where)
        if source.language == "juel":
            from gorel.core.engine.juel_values import Juel  # circular: JUEL reaches into runs

            return Juel(source.text, where)
        if source.language != "text":
            raise ModelError([Problem("bpmn.script-language", where, {"language": source.language})])
        return Constant(source.text)
    if isinstance(source, Mapping):
        return Structure({name: compile_value(inner, where) for name, inner in source.items()})
    return Structure(tuple(compile_value(inner, where) for inner in source))


def truth(value: Value, run: Run, key: int, where: Place, extra: Mapping[str, Any] | None = None) -> bool:
    """Return a condition's truth. Errors: Trouble "engine.condition-not-boolean"."""
    answer = value.of(run, key) if extra is None else with_extra(value, run, key, extra)
    if answer is True or answer is False:
        return answer
    raise unfit("engine.condition-not-boolean", where, value, answer, run)


def with_extra(value: Value, run: Run, key: int, extra: Mapping[str, Any]) -> Any:
    """Return the value where *extra* names are known besides what the instance sees."""
    if hasattr(value, "with_extra"):
        return value.with_extra(run, key, extra)
    return value.of(run, key)


def whole(value: Value, run: Run, key: int, where: Place) -> int:
    """Return a whole number from 0 to two thousand million. Errors: Trouble "engine.number-expected"."""
    answer = value.of(run, key)
    if isinstance(answer, str) and answer.strip().isdigit() and len(answer) <= MAX_DIGITS:
        answer = int(answer)
    if isinstance(answer, int | Decimal) and not isinstance(answer, bool) and 0 <= answer <= MAX_WHOLE:
        number = int(answer)
        if number == answer:
            return number
    raise unfit("engine.number-expected", where, value, answer, run)


def unfit(code: str, where: Place, value: Value, answer: Any, run: Run) -> Trouble:
    """Return the trouble of an expression whose value is of the wrong kind, with the reason that FEEL gave."""
    reason = ""
    if isinstance(value, Feel) and run.warnings:
        first = run.warnings[0]
        reason = f"{first.values.get('name', first.values.get('text', ''))} ({first.code})"
    return Trouble(
        Problem(code, where, {"expression": text_of(value), "value": kind_of(answer), "reason": reason or "–"})
    )


def text_of(value: Value) -> str:
    return str(getattr(value, "text", value.constant))


def kind_of(value: Any) -> str:
    """Return what kind of value this is, in FEEL's words: never the value itself, which may be personal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list | tuple):
        return "list"
    if isinstance(value, dict):
        return "context"
    return "number"


def wanted_text(value: Value, run: Run, key: int, where: Place) -> str:
    """Return a text; numbers are written out. Errors: Trouble "engine.text-expected"."""
    answer = value.of(run, key)
    if isinstance(answer, str) and answer:
        return answer
    if answer is None or isinstance(answer, str | bool | list | dict):
        raise unfit("engine.text-expected", where, value, answer, run)
    return str(answer)
