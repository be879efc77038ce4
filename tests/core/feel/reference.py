"""A plain walk over the tree, to hold the compiler against: no fast paths, no code made, one branch for each node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.core.feel import nodes, runtime
from gorel.core.feel.arithmetic import apply, negate
from gorel.core.feel.builtins import table
from gorel.core.feel.calls import call, call_named
from gorel.core.feel.compare import compare, kind_of
from gorel.core.feel.conform import instance_of
from gorel.core.feel.functions import Function
from gorel.core.feel.problems import Failure
from gorel.core.feel.ranges import from_bound
from gorel.core.feel.run import Run, Site
from gorel.core.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from gorel.core.feel.types import Unknown

Lookup = Callable[[str], Any]
BUILTINS = table("feel")


def walk(node: nodes.Node, scope: dict[str, Any]) -> Any:
    """Return the value of *node*."""
    return _Walk().value(node, lambda name: scope.get(name, BUILTINS.get(name)))


def both(left: Any, right: Any, *, decided: bool) -> bool | None:
    if left is decided or right is decided:
        return decided
    return (not decided) if left is (not decided) and right is (not decided) else None


class _Walk:
    def __init__(self) -> None:
        self.run = Run()

    def value(self, node: nodes.Node, look: Lookup) -> Any:
        site = Site("", nodes.Literal(0, 0, None))
        match node:
            case nodes.Literal(value=value):
                return value
            case nodes.AtLiteral(text=text):
                return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)
            case nodes.Name(name=name):
                return look(name)
            case nodes.Negation(operand=operand):
                return self._or_null(lambda: negate(self.value(operand, look)))
            case nodes.Arithmetic(operator=operator, left=left, right=right):
                values = self.value(left, look), self.value(right, look)
                return self._or_null(lambda: apply(operator, *values))
            case nodes.Comparison(operator=operator, left=left, right=right):
                return compare(operator, self.value(left, look), self.value(right, look))
            case nodes.Junction(operator=operator, left=left, right=right):
                return both(self.value(left, look), self.value(right, look), decided=operator == "or")
            case nodes.Between(value=value, low=low, high=high):
                found = self.value(value, look)
                above = compare(">=", found, self.value(low, look))
                return both(above, compare("<=", found, self.value(high, look)), decided=False)
            case nodes.In(value=value, tests=tests):
                found = self.value(value, look)
                results = [self._test(test, found, look) for test in tests]
                return True if True in results else None if None in results else False
            case nodes.InstanceOf(value=value, type=type_):
                return None if isinstance(type_, Unknown) else instance_of(self.value(value, look), type_)
            case nodes.Path(base=base, name=name):
                return runtime.path(self.run, site, self.value(base, look), name)
            case nodes.Filter(base=base, condition=condition):
                return self._filter(self.value(base, look), condition, look)
            case nodes.Call(function=function, arguments=arguments):
                return call(self.run, site, self.value(function, look), [self.value(item, look) for item in arguments])
            case nodes.NamedCall(function=function, arguments=arguments):
                named = {name: self.value(item, look) for name, item in arguments}
                return call_named(self.run, site, self.value(function, look), named)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                return self.value(then if self.value(condition, look) is True else otherwise, look)
            case nodes.For(iterators=iterators, body=body):
                return self._for(iterators, body, look)
            case nodes.Quantified(kind=kind, iterators=iterators, condition=condition):
                return self._quantified(kind, iterators, condition, look)
            case nodes.FunctionLiteral(parameters=parameters, body=body):
                names = [parameter.name for parameter in parameters]

                def code(run: Run, *arguments: Any) -> Any:
                    return self.value(body, _with(look, dict(zip(names, arguments, strict=True))))

                return Function(names, code, types=[parameter.type for parameter in parameters])
            case nodes.ListLiteral(items=items):
                return [self.value(item, look) for item in items]
            case nodes.ContextLiteral(entries=entries):
                return self._context(entries, look)
            case nodes.RangeLiteral():
                ends = self.value(node.low, look), self.value(node.high, look)
                return runtime.make_range(self.run, site, node.start_included, *ends, node.end_included)
            case nodes.Bound(operator=operator, endpoint=endpoint):
                return from_bound(operator, self.value(endpoint, look))
        raise TypeError(node)

    def _or_null(self, compute: Callable[[], Any]) -> Any:
        try:
            return compute()
        except Failure:
            return None

    def _context(self, entries: tuple[tuple[str, nodes.Node], ...], look: Lookup) -> Any:
        made: dict[str, Any] = {}
        if len({key for key, _ in entries}) < len(entries):
            return None
        for key, value in entries:
            made[key] = self.value(value, _with(look, made))
        return made

    def _test(self, test: nodes.Node, value: Any, look: Lookup) -> Any:
        look = _with(look, {"?": value})
        if isinstance(test, nodes.Bound):
            return compare(test.operator, value, self.value(test.endpoint, look))
        found = self.value(test, look)
        return runtime.inside(self.run, Site("", test), value, found)

    def _filter(self, base: Any, condition: nodes.Node, look: Lookup) -> Any:
        items = runtime.as_list(base)

        def ask(item: Any) -> Any:
            names = {"item": item, **(item if isinstance(item, dict) else {})}
            return self.value(condition, _with(look, names))

        first = ask(items[0] if items else None)
        if kind_of(first) == "number":
            return runtime.index(self.run, Site("", condition), items, first)
        kept = []
        for item in items:
            answer = ask(item)
            if answer is True:
                kept.append(item)
            elif answer is not False and answer is not None:
                return None
        return kept

    def _bindings(self, iterators: tuple[nodes.Iterator, ...], look: Lookup) -> Any:
        """Yield the names of every combination; yield None when a domain is null."""
        iterator, *rest = iterators
        source = self.value(iterator.source, look)
        site = Site("", iterator)
        if iterator.stop is not None:
            domain = runtime.steps(self.run, site, source, self.value(iterator.stop, look))
        else:
            domain = runtime.domain(self.run, site, source)
        if domain is None:
            yield None
            return
        for item in domain:
            names = {iterator.name: item}
            if not rest:
                yield names
                continue
            for inner in self._bindings(tuple(rest), _with(look, names)):
                yield None if inner is None else {**names, **inner}
                if inner is None:
                    return

    def _for(self, iterators: tuple[nodes.Iterator, ...], body: nodes.Node, look: Lookup) -> Any:
        made: list[Any] = []
        for names in self._bindings(iterators, look):
            if names is None:
                return None
            made.append(self.value(body, _with(look, {**names, "partial": list(made)})))
        return made

    def _quantified(self, kind: str, iterators: tuple[nodes.Iterator, ...], condition: nodes.Node, look: Lookup) -> Any:
        result: bool | None = kind == "every"
        for names in self._bindings(iterators, look):
            if names is None:
                return None
            found = self.value(condition, _with(look, names))
            if found is (kind == "some"):
                return found
            if found is not (kind == "every"):
                result = None
        return result


def _with(look: Lookup, names: dict[str, Any]) -> Lookup:
    return lambda name: names[name] if name in names else look(name)
