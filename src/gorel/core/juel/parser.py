"""JUEL tokens -> one function from names to value.

expression  = choice
choice      = or [ "?" choice ":" choice ]
or          = and { "||" and }
and         = equality { "&&" equality }
equality    = comparison { ("==" | "!=") comparison }
comparison  = sum { ("<" | ">" | "<=" | ">=") sum }
sum         = product { ("+" | "-") product }
product     = unary { ("*" | "/" | "%") unary }
unary       = ("-" | "!" | "empty") unary | value
value       = (literal | name [ arguments ] | "(" expression ")") { "." name [ arguments ] | "[" expression "]" }
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from gorel.core.juel import coerce, methods
from gorel.core.juel.errors import error
from gorel.core.juel.host import Host
from gorel.core.juel.lexer import Token, scan, unexpected
from gorel.core.juel.moments import Moment

Lookup = Callable[[str], Any]
"""Answers a name. Errors: KeyError when it is not known."""
Evaluate = Callable[[Lookup], Any]

MAX_DEPTH = 60
COMPARISONS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}


def parse(text: str, offset: int = 0) -> Evaluate:
    """Return the expression, without its `${}`, ready to evaluate.

    Errors: ModelError "juel.unexpected", "juel.unexpected-end", "juel.too-deep".
    """
    parser = _Parser(scan(text, offset))
    found = parser.expression()
    if parser.token.kind != "end":
        raise parser.unexpected()
    return found


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def unexpected(self) -> Exception:
        return unexpected(str(self.token.value) if self.token.kind != "end" else "", self.token.position)

    def take(self, *symbols: str) -> str | None:
        """Return the next token when it is one of *symbols*, and go on; else None."""
        token = self.token
        if token.kind == "symbol" and token.value in symbols:
            self.at += 1
            return str(token.value)
        return None

    def need(self, symbol: str) -> None:
        if self.take(symbol) is None:
            raise self.unexpected()

    def expression(self) -> Evaluate:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise unexpected("(", self.token.position)
        found = self.choice()
        self.depth -= 1
        return found

    def choice(self) -> Evaluate:
        condition = self.any_of()
        if self.take("?") is None:
            return condition
        then = self.expression()
        self.need(":")
        otherwise = self.expression()
        return lambda names: then(names) if coerce.boolean(condition(names)) else otherwise(names)

    def any_of(self) -> Evaluate:
        found = self.all_of()
        while self.take("||"):
            found = _either(found, self.all_of())
        return found

    def all_of(self) -> Evaluate:
        found = self.equality()
        while self.take("&&"):
            found = _both(found, self.equality())
        return found

    def equality(self) -> Evaluate:
        found = self.comparison()
        while symbol := self.take("==", "!="):
            found = _equal(found, self.comparison(), wanted=symbol == "==")
        return found

    def comparison(self) -> Evaluate:
        found = self.sum()
        while symbol := self.take("<", ">", "<=", ">="):
            found = _compare(found, self.sum(), COMPARISONS[symbol])
        return found

    def sum(self) -> Evaluate:
        found = self.product()
        while symbol := self.take("+", "-"):
            found = _calculate(symbol, found, self.product())
        return found

    def product(self) -> Evaluate:
        found = self.unary()
        while symbol := self.take("*", "/", "%"):
            found = _calculate(symbol, found, self.unary())
        return found

    def unary(self) -> Evaluate:
        symbol = self.take("-", "!", "empty")
        if symbol is None:
            return self.value()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise unexpected(symbol, self.token.position)
        inner = self.unary()
        self.depth -= 1
        if symbol == "-":
            return _calculate("-", _constant(0), inner)
        if symbol == "!":
            return lambda names: not coerce.boolean(inner(names))
        return lambda names: coerce.is_empty(inner(names))

    def value(self) -> Evaluate:
        token = self.token
        self.at += 1
        if token.kind == "value":
            found = _constant(token.value)
        elif token.kind == "name" and self.take("("):
            found = _function(token.value, self.arguments())
        elif token.kind == "name":
            found = _name(token.value)
        elif token.kind == "symbol" and token.value == "(":
            found = self.expression()
            self.need(")")
        else:
            self.at -= 1
            raise self.unexpected()
        while symbol := self.take(".", "["):
            if symbol == "[":
                found = _property(found, self.expression())
                self.need("]")
                continue
            name = self.token
            # After a dot the words are names: `${order.empty}`.
            if name.kind not in ("name", "symbol") or not str(name.value)[:1].isalpha():
                raise self.unexpected()
            self.at += 1
            if self.take("("):
                found = _method(found, str(name.value), self.arguments())
            else:
                found = _property(found, _constant(name.value))
        return found

    def arguments(self) -> list[Evaluate]:
        if self.take(")"):
            return []
        found = [self.expression()]
        while self.take(","):
            found.append(self.expression())
        self.need(")")
        return found


def _constant(value: Any) -> Evaluate:
    return lambda _: value


def _name(name: str) -> Evaluate:
    def look_up(names: Lookup) -> Any:
        try:
            return names(name)
        except KeyError:
            raise error("juel.unknown-name", name=name) from None

    return look_up


def _function(name: str, arguments: list[Evaluate]) -> Evaluate:
    def evaluate(names: Lookup) -> Any:
        if name in ("now", "dateTime") and not arguments:
            return Moment(names("now()"))
        if name in ("S", "JSON") and len(arguments) == 1:  # Spin's way to say: read this as JSON
            return methods.read_json(arguments[0](names))
        raise error("juel.unknown-method", name=name)

    return evaluate


def _property(target: Evaluate, key: Evaluate) -> Evaluate:
    def evaluate(names: Lookup) -> Any:
        base = target(names)
        if base is None:
            return None
        at = key(names)
        if isinstance(base, Host):
            try:
                return base.get(coerce.text(at))
            except KeyError:
                raise error("juel.unknown-name", name=coerce.text(at)) from None
        if isinstance(base, dict):
            return base.get(coerce.text(at))
        if isinstance(base, list):
            place = int(coerce.number(at))
            return base[place] if 0 <= place < len(base) else None
        raise error("juel.unknown-name", name=coerce.text(at))

    return evaluate


def _method(target: Evaluate, name: str, arguments: list[Evaluate]) -> Evaluate:
    def evaluate(names: Lookup) -> Any:
        base = target(names)
        values = [argument(names) for argument in arguments]
        if isinstance(base, Host):
            try:
                return base.call(name, values)
            except KeyError:
                raise error("juel.unknown-method", name=name) from None
            except (TypeError, ValueError, OverflowError):
                raise error("juel.bad-arguments", name=name) from None
        if base is None:
            raise error("juel.method-of-null", name=name)
        return methods.call(base, name, values)

    return evaluate


def _either(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda names: coerce.boolean(left(names)) or coerce.boolean(right(names))


def _both(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda names: coerce.boolean(left(names)) and coerce.boolean(right(names))


def _equal(left: Evaluate, right: Evaluate, *, wanted: bool) -> Evaluate:
    return lambda names: coerce.equal(left(names), right(names)) is wanted


def _compare(left: Evaluate, right: Evaluate, holds: Callable[[Any, Any], bool]) -> Evaluate:
    return lambda names: coerce.compare(left(names), right(names), holds)


def _calculate(symbol: str, left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda names: coerce.calculate(symbol, left(names), right(names))
