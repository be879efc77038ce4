"""Tokens -> tree, by precedence climbing: one method for each kind of expression.

Names are read with the scope: the longest run of tokens that is a known name wins; words that nothing knows are joined
to one unknown name, which compiles and gives null. While parsing, `_types` remembers what is known statically about a
node's type, for the names after a dot and inside a filter.
Source: DMN 1.5 §10.3.1.2, grammar; table of precedence in its rule 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from gorel.core.feel import limits, nodes
from gorel.core.feel.grammar import (
    ADD,
    AND,
    BINARY,
    COMPARE,
    COMPARISONS,
    CONSTANTS,
    KEYWORDS,
    NAME_SIGNS,
    OR,
    UNARY,
)
from gorel.core.feel.inference import arithmetic_type, call_type, path_type
from gorel.core.feel.numbers import parse_number
from gorel.core.feel.problems import refuse
from gorel.core.feel.scanner import Token, unescape
from gorel.core.feel.scope import Frame, Scope
from gorel.core.feel.token_reader import TokenReader
from gorel.core.feel.type_parser import parse_type
from gorel.core.feel.types import (
    ANY,
    BOOLEAN,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    base_of,
    element_of,
    fields_of,
)
from gorel.core.problems import ModelError

_T = TypeVar("_T")


class Parser(TokenReader):
    """Parses one text. Shape: `index` is the token to read next."""

    def __init__(
        self,
        text: str,
        scope: Scope,
        types: Mapping[str, Type],
        *,
        member_names: Callable[[], Frame] = Frame,
        allows_backticks: bool = False,
    ) -> None:
        super().__init__(text, allows_backticks=allows_backticks)
        self.depth = 0
        self.scope = scope
        self.types = types
        self._make_members = member_names
        self._members: Frame | None = None
        self._types: dict[int, Type | None] = {}
        self._kept: list[nodes.Node] = []  # keeps nodes alive, so that their ids in _types stay theirs
        self._lists_tests = False
        self._ends_range = False  # a `[` may close the range whose end is being read

    # -- whole texts

    def expression_text(self) -> nodes.Node:
        """Parse the whole text as one expression."""
        node = self.expression()
        self._expect_end()
        return node

    def unary_tests_text(self) -> nodes.UnaryTests:
        """Parse the whole text as unary tests: `-`, `not(…)`, or tests between commas."""
        first, second = self.tokens[0], self.tokens[min(1, len(self.tokens) - 1)]
        if first.text == "-" and second.kind == "end":
            return nodes.UnaryTests(0, first.end, (), is_negated=False)
        if first.text == "not" and second.text == "(":
            negated = self._negated_tests()
            if negated is not None:
                return negated
        tests = self._expressions()
        self._expect_end()
        return nodes.UnaryTests(0, len(self.text), tests, is_negated=False)

    def _negated_tests(self) -> nodes.UnaryTests | None:
        """Parse `not(…)` if that is the whole text; `not(a) or b` is an expression that calls the function `not`."""
        self.index = 2
        try:
            tests = self._expressions()
            if self._at(")") and self.tokens[self.index + 1].kind == "end":
                return nodes.UnaryTests(0, len(self.text), tests, is_negated=True)
        except ModelError:
            pass  # the same fault is found again below, or there is none
        self.index = self.depth = 0
        self._ends_range = False
        return None

    def _expressions(self) -> tuple[nodes.Node, ...]:
        tests = [self.expression()]
        while self._at(","):
            self.index += 1
            tests.append(self.expression())
        return tuple(tests)

    # -- expressions by precedence

    def expression(self, lowest: int = OR) -> nodes.Node:
        """Parse an expression whose operators bind at least as tightly as *lowest*."""
        self.depth += 1
        if self.depth > limits.NESTING:
            raise refuse("feel.too-deep", self._token.start, limit=limits.NESTING)
        ends_range, self._ends_range = self._ends_range, self._ends_range and lowest > OR
        left = self._prefix()
        links = 0
        while True:
            token = self._token
            links += not isinstance(left, nodes.Arithmetic | nodes.Junction)
            self._allow(links)
            if token.kind == "sign":
                level = BINARY.get(token.text, 0)
                if level < lowest or not level:
                    break
                self.index += 1
                right = self.expression(level + 1)
                kind = nodes.Comparison if level == COMPARE else nodes.Arithmetic
                left = self._typed(
                    kind(left.start, right.end, token.text, left, right),
                    BOOLEAN if level == COMPARE else arithmetic_type(self._type(left), self._type(right)),
                )
            elif token.kind == "word":
                infix = INFIX.get(token.text)
                if infix is None or infix[0] < lowest:
                    break
                left = infix[1](self, left)
            else:
                break
        self.depth -= 1
        self._ends_range = ends_range
        return left

    def _prefix(self) -> nodes.Node:
        token = self._token
        if token.kind == "sign":
            if token.text == "-":
                self.index += 1
                operand = self.expression(UNARY)
                return self._typed(nodes.Negation(token.start, operand.end, operand), self._type(operand))
            if token.text in COMPARISONS:
                self.index += 1
                endpoint = self.expression(ADD)
                return self._typed(nodes.Bound(token.start, endpoint.end, token.text, endpoint), RangeType(ANY))
        node = self._postfix(self._primary())
        links = 0
        while self._token.kind == "word" and self._token.text == "instance":
            links += 1
            self._allow(links)
            node = self._instance_of(node)
        return node

    def _allow(self, links: int) -> None:
        if links > limits.CHAIN:
            raise refuse("feel.too-deep", self._token.start, limit=limits.CHAIN)

    def _junction(self, left: nodes.Node) -> nodes.Node:
        operator = self._next().text
        right = self.expression((AND if operator == "and" else OR) + 1)
        return self._typed(nodes.Junction(left.start, right.end, operator, left, right), BOOLEAN)

    def _between(self, left: nodes.Node) -> nodes.Node:
        self.index += 1
        low = self.expression(ADD)
        self._take_word("and")
        high = self.expression(ADD)
        return self._typed(nodes.Between(left.start, high.end, left, low, high), BOOLEAN)

    def _in(self, left: nodes.Node) -> nodes.Node:
        self.index += 1
        if self._at("("):
            self._lists_tests = True
        test = self.expression(ADD)
        self._lists_tests = False
        tests = test.tests if isinstance(test, nodes.UnaryTests) else (test,)
        return self._typed(nodes.In(left.start, test.end, left, tests), BOOLEAN)

    def _instance_of(self, left: nodes.Node) -> nodes.Node:
        self.index += 1
        self._take_word("of")
        type_, self.index = parse_type(self.tokens, self.index, self.types)
        return self._typed(nodes.InstanceOf(left.start, self.tokens[self.index - 1].end, left, type_), BOOLEAN)

    # -- what may follow a value

    def _postfix(self, node: nodes.Node) -> nodes.Node:
        links = 0
        while self._token.kind == "sign":
            sign = self._token.text
            links += 1
            self._allow(links)
            if sign == ".":
                self.index += 1
                fields = fields_of(self._type(node))
                name = self._member_name(fields)
                node = self._typed(
                    nodes.Path(node.start, self.tokens[self.index - 1].end, node, name),
                    path_type(self._type(node), name),
                )
            elif sign == "[" and not (self._ends_range and self._closes_range(self.index + 1)):
                node = self._filter(node)
            elif sign == "(":
                node = self._call(node)
            else:
                break
        return node

    def _filter(self, base: nodes.Node) -> nodes.Node:
        self.index += 1
        element = element_of(self._type(base))
        frame = Frame({"item": element, **fields_of(element)})
        condition = self._within(frame, self.expression)
        self._take_sign("]")
        type_ = self._type(base)
        if base_of(self._type(condition)) == NUMBER:
            type_ = element
        elif type_ is not None and not isinstance(base_of(type_), ListType):
            type_ = ListType(type_)
        return self._typed(nodes.Filter(base.start, self.tokens[self.index - 1].end, base, condition), type_)

    def _call(self, function: nodes.Node) -> nodes.Node:
        self.index += 1
        node: nodes.Node
        if self._at(")"):
            self.index += 1
            node = nodes.Call(function.start, self.tokens[self.index - 1].end, function, ())
        elif (name := self._named_argument()) is not None:
            named = [(name, self.expression())]
            while self._at(","):
                self.index += 1
                name = self._named_argument()
                if name is None:
                    raise self._unexpected("name")
                named.append((name, self.expression()))
            self._take_sign(")")
            node = nodes.NamedCall(function.start, self.tokens[self.index - 1].end, function, tuple(named))
        else:
            arguments = self._expressions()
            self._take_sign(")")
            node = nodes.Call(function.start, self.tokens[self.index - 1].end, function, arguments)
        return self._typed(node, call_type(node, self._type(function), self._type))

    def _named_argument(self) -> str | None:
        """Read `name :` if that stands here."""
        at = self.index
        while self.tokens[at].kind in ("word", "number") or self.tokens[at].text in NAME_SIGNS:
            at += 1
        if at == self.index or self.tokens[at].text != ":":
            return None
        name = self._span(self.index, at)
        self.index = at + 1
        return name

    # -- values

    def _primary(self) -> nodes.Node:
        token = self._token
        lists_tests, self._lists_tests = self._lists_tests, False
        if token.kind == "number":
            self.index += 1
            return self._typed(nodes.Literal(token.start, token.end, parse_number(token.text)), NUMBER)
        if token.kind == "string":
            self.index += 1
            return self._typed(nodes.Literal(token.start, token.end, unescape(token.text)), STRING)
        if token.kind == "word":
            return self._word(token)
        if token.kind == "quoted":
            self.index += 1
            name = token.text[1:-1]
            return self._typed(nodes.Name(token.start, token.end, name), self.scope.type_of(name))
        match token.text if token.kind == "sign" else "":
            case "(":
                return self._parenthesis(lists_tests)
            case "[":
                return self._bracket()
            case "]":
                self.index += 1
                return self._range(token.start, self.expression(ADD), is_start_included=False)
            case "{":
                return self._context()
            case "@":
                return self._at_literal()
        named = self._known_name()
        if named is not None:
            return named
        raise self._unexpected("value")

    def _word(self, token: Token) -> nodes.Node:
        known = self.scope.longest(self.tokens, self.index)
        if known is None or known[0] == 1:
            special = SPECIAL.get(token.text)
            if special is not None and (token.text != "function" or self.tokens[self.index + 1].text == "("):
                return special(self)
            if token.text in CONSTANTS and known is None:
                self.index += 1
                value = CONSTANTS[token.text]
                return self._typed(nodes.Literal(token.start, token.end, value), None if value is None else BOOLEAN)
        if known is not None:
            return self._name(*known)
        if token.text in KEYWORDS:
            raise self._unexpected("value")
        end = self._run_of_words(self.index)
        start, self.index = self.index, end
        return nodes.Name(token.start, self.tokens[end - 1].end, self._span(start, end))

    def _known_name(self) -> nodes.Node | None:
        known = self.scope.longest(self.tokens, self.index) if self._token.kind != "end" else None
        return self._name(*known) if known else None

    def _name(self, count: int, name: str) -> nodes.Node:
        start = self._token.start
        self.index += count
        return self._typed(nodes.Name(start, self.tokens[self.index - 1].end, name), self.scope.type_of(name))

    def _run_of_words(self, index: int) -> int:
        """Return the index after the words that stand side by side from *index* on."""
        index += 1
        while self.tokens[index].kind == "word" and self.tokens[index].text not in KEYWORDS:
            index += 1
        return index

    def _member_name(self, fields: Mapping[str, Type]) -> str:
        """Read the name after a dot: the longest known one, else the words that stand there."""
        token = self._token
        if token.kind == "quoted":
            self.index += 1
            return token.text[1:-1]
        for frame in (Frame(fields), self._all_members()):
            known = frame.longest(self.tokens, self.index) if token.kind != "end" else None
            if known is not None:
                self.index += known[0]
                return known[1]
        if token.kind != "word":
            raise self._unexpected("name")
        end = self._run_of_words(self.index)
        start, self.index = self.index, end
        return self._span(start, end)

    def _all_members(self) -> Frame:
        if self._members is None:
            self._members = self._make_members()
        return self._members

    def _parenthesis(self, lists_tests: bool) -> nodes.Node:
        opening = self._next()
        node = self.expression()
        if self._at(".."):
            return self._range(opening.start, node, is_start_included=False)
        if lists_tests and self._at(","):
            tests = [node]
            while self._at(","):
                self.index += 1
                tests.append(self.expression())
            closing = self._take_sign(")")
            return nodes.UnaryTests(opening.start, closing.end, tuple(tests), is_negated=False)
        self._take_sign(")")
        return node

    def _bracket(self) -> nodes.Node:
        opening = self._next()
        items: list[nodes.Node] = []
        if not self._at("]"):
            items.append(self.expression())
            if self._at(".."):
                return self._range(opening.start, items[0], is_start_included=True)
            while self._at(","):
                self.index += 1
                items.append(self.expression())
        closing = self._take_sign("]")
        element = self._type(items[0]) if items else None
        return self._typed(nodes.ListLiteral(opening.start, closing.end, tuple(items)), ListType(element or ANY))

    def _range(self, start: int, low: nodes.Node, *, is_start_included: bool) -> nodes.Node:
        self._take_sign("..")
        self._ends_range = True
        high = self.expression(ADD)
        self._ends_range = False
        closing = self._next()
        if closing.text not in (")", "]", "[") or closing.kind != "sign":
            self.index -= 1
            raise self._unexpected("range-end")
        node = nodes.RangeLiteral(start, closing.end, is_start_included, low, high, closing.text == "]")
        return self._typed(node, RangeType(self._type(low) or ANY))

    def _context(self) -> nodes.Node:
        opening = self._next()
        frame = Frame()
        entries: list[tuple[str, nodes.Node]] = []
        fields: dict[str, Type] = {}

        def read_entries() -> None:
            while not self._at("}"):
                key = self._key()
                self._take_sign(":")
                value = self.expression()
                entries.append((key, value))
                fields[key] = self._type(value) or ANY
                frame.add(key, self._type(value))
                self._all_members().add(key)
                if not self._at(","):
                    break
                self.index += 1
                if self._at("}"):
                    raise self._unexpected("name")

        self._within(frame, read_entries)
        closing = self._take_sign("}")
        return self._typed(nodes.ContextLiteral(opening.start, closing.end, tuple(entries)), ContextType(fields))

    def _key(self) -> str:
        token = self._token
        if token.kind in ("string", "quoted"):
            self.index += 1
            return unescape(token.text) if token.kind == "string" else token.text[1:-1]
        at = self.index
        while self.tokens[at].kind != "end" and self.tokens[at].text not in (":", "{", "}", ",", "[", "]"):
            at += 1
        if at == self.index or token.kind == "number":
            raise self._unexpected("name")
        name = self._span(self.index, at)
        self.index = at
        return name

    def _at_literal(self) -> nodes.Node:
        at = self._next()
        token = self._token
        if token.kind != "string":
            raise self._unexpected("string")
        self.index += 1
        return nodes.AtLiteral(at.start, token.end, unescape(token.text))

    # -- if, for, some, every, function

    def _if(self) -> nodes.Node:
        start = self._next().start
        condition = self.expression()
        self._take_word("then")
        then = self.expression()
        self._take_word("else")
        otherwise = self.expression()
        type_ = self._type(then) or self._type(otherwise)
        return self._typed(nodes.If(start, otherwise.end, condition, then, otherwise), type_)

    def _for(self) -> nodes.Node:
        start = self._next().start
        iterators, frame = self._iterators()
        self._take_word("return")
        frame.add("partial", ListType(ANY))
        body = self._within(frame, self.expression)
        return self._typed(nodes.For(start, body.end, iterators, body), ListType(self._type(body) or ANY))

    def _quantified(self) -> nodes.Node:
        word = self._next()
        iterators, frame = self._iterators()
        self._take_word("satisfies")
        condition = self._within(frame, self.expression)
        return self._typed(nodes.Quantified(word.start, condition.end, word.text, iterators, condition), BOOLEAN)

    def _iterators(self) -> tuple[tuple[nodes.Iterator, ...], Frame]:
        frame = Frame()
        found: list[nodes.Iterator] = []
        while True:
            start = self._token.start
            at = self.index
            while self.tokens[at].text != "in" and self.tokens[at].kind != "end":
                at += 1
            if at == self.index:
                raise self._unexpected("name")
            name = self._span(self.index, at)
            self.index = at
            self._take_word("in")
            source = self._within(frame, lambda: self.expression(COMPARE))
            stop = None
            if self._at(".."):
                self.index += 1
                stop = self._within(frame, lambda: self.expression(COMPARE))
            found.append(nodes.Iterator(start, (stop or source).end, name, source, stop))
            frame.add(name, self._type(source) if stop else element_of(self._type(source)))
            if not self._at(","):
                return tuple(found), frame
            self.index += 1

    def _function(self) -> nodes.Node:
        start = self._next().start
        self._take_sign("(")
        frame = Frame()
        parameters: list[nodes.Parameter] = []
        while not self._at(")"):
            at = first = self.index
            while self.tokens[at].kind != "end" and self.tokens[at].text not in (":", ",", ")"):
                at += 1
            if at == first:
                raise self._unexpected("name")
            name, self.index = self._span(first, at), at
            if any(name == parameter.name for parameter in parameters):
                raise refuse("feel.duplicate-parameter", self.tokens[first].start, name=name)
            type_ = None
            if self._at(":"):
                type_, self.index = parse_type(self.tokens, self.index + 1, self.types)
            end = self.tokens[self.index - 1].end
            parameters.append(nodes.Parameter(self.tokens[first].start, end, name, type_))
            frame.add(name, type_)
            if not self._at(","):
                break
            self.index += 1
        self._take_sign(")")
        is_external = self._token.text == "external"
        if is_external:
            self.index += 1
        body = self._within(frame, self.expression)
        yields = self._type(body)
        node = nodes.FunctionLiteral(start, body.end, tuple(parameters), body, is_external, yields)
        return self._typed(
            node, FunctionType(tuple(parameter.type or ANY for parameter in parameters), self._type(body) or ANY)
        )

    # -- types known while parsing

    def _typed(self, node: nodes.Node, type_: Type | None) -> nodes.Node:
        if type_ is not None:
            self._types[id(node)] = type_
            self._kept.append(node)
        return node

    def _type(self, node: nodes.Node) -> Type | None:
        return self._types.get(id(node))

    def _within(self, frame: Frame, parse: Callable[[], _T]) -> _T:
        self.scope.frames.append(frame)
        try:
            return parse()
        finally:
            self.scope.frames.pop()

    def _closes_range(self, index: int) -> bool:
        """Return whether no expression can start at *index*, so that the `[` before it closes a range."""
        token = self.tokens[index]
        if token.kind in ("number", "string", "quoted"):
            return False
        if token.kind == "word":
            return token.text in KEYWORDS and token.text not in SPECIAL
        return token.kind != "sign" or token.text not in ("(", "[", "{", "@", "-")


SPECIAL: dict[str, Callable[[Parser], nodes.Node]] = {
    "if": Parser._if,
    "for": Parser._for,
    "some": Parser._quantified,
    "every": Parser._quantified,
    "function": Parser._function,
}
INFIX: dict[str, tuple[int, Callable[[Parser, nodes.Node], nodes.Node]]] = {
    "or": (OR, Parser._junction),
    "and": (AND, Parser._junction),
    "between": (COMPARE, Parser._between),
    "in": (COMPARE, Parser._in),
}
