"""Emits `for`, `some`, `every` and filters as Python loops in place."""

from __future__ import annotations

import ast
from collections.abc import Callable

from gorel.core.feel import nodes, pyast
from gorel.core.feel.emitter import Emitter, ItemFrame, Operand

BOOLEAN_NODES = (nodes.Comparison, nodes.Junction, nodes.Between, nodes.In, nodes.InstanceOf, nodes.Quantified)


class LoopEmitter(Emitter):
    """The kinds of node that go over a list."""

    def for_(self, node: nodes.For) -> Operand:
        result = self.fresh("r")
        partial = self.fresh("p")
        found = pyast.load(result)
        self.body.append(pyast.assign(result, ast.List([], ast.Load())))
        uses_partial = names(node.body, "partial")

        def write(frame: dict[str, Operand]) -> None:
            if uses_partial:
                self.body.append(self._charge(found))
                self.body.append(pyast.assign(partial, pyast.call("list", found)))
                frame["partial"] = Operand(pyast.load(partial))
            value = self.within(frame, node.body)
            self.body.append(ast.Expr(pyast.call(pyast.attribute(found, "append"), value.expr)))

        self._over(node.iterators, {}, write, result, stop=None)
        return Operand(found)

    def quantified(self, node: nodes.Quantified) -> Operand:
        is_some = node.kind == "some"
        result = self.fresh("r")
        found = pyast.load(result)
        self.body.append(pyast.assign(result, pyast.const(not is_some)))
        decided = pyast.const(is_some)

        def write(frame: dict[str, Operand]) -> None:
            condition = self.within(frame, node.condition)
            null: list[ast.stmt] = [pyast.assign(result, pyast.const(None))]
            odd = pyast.is_not(condition.expr, pyast.const(not is_some))
            self.body.append(
                pyast.if_(
                    pyast.is_(condition.expr, decided),
                    [pyast.assign(result, decided), ast.Break()],
                    [pyast.if_(odd, null, [])],
                )
            )

        self._over(node.iterators, {}, write, result, stop=pyast.is_(found, decided))
        return Operand(found, "truth")

    def _over(
        self,
        iterators: tuple[nodes.Iterator, ...],
        frame: dict[str, Operand],
        write: Callable[[dict[str, Operand]], None],
        result: str,
        *,
        stop: ast.expr | None,
    ) -> None:
        """Emit one loop per iterator. A domain that is null makes the result null; *stop* ends the outer loops too."""
        iterator, *inner = iterators
        self.frames.append(frame)
        try:
            domain = self._domain(iterator)
        finally:
            self.frames.pop()
        item = self.fresh("v")
        is_bad = pyast.is_(domain, pyast.const(None))
        failed = self.fresh("e") if inner else ""
        self.enter_loop(iterator)

        def body() -> None:
            self._inside = True
            names = {**frame, iterator.name: Operand(pyast.load(item))}
            if inner:
                ends = pyast.is_(pyast.load(result), pyast.const(None)) if stop is None else stop
                self._over(tuple(inner), names, write, result, stop=stop)
                self.body.append(pyast.if_(ends, [ast.Break()], []))
            else:
                write(names)

        statements = self.block(body)
        self.loops -= 1
        charge = self._charge(domain)
        null: ast.stmt = pyast.assign(result, pyast.const(None))
        del failed
        self.body.append(pyast.if_(is_bad, [null], [charge, pyast.loop(item, domain, statements)]))

    def _domain(self, iterator: nodes.Iterator) -> ast.expr:
        source = self.settled(iterator.source)
        if iterator.stop is not None:
            stop = self.emit(iterator.stop)
            return self.store(self.slow("steps", iterator, source.expr, stop.expr)).expr
        slow = self.slow("domain", iterator, source.expr)
        return self.store(pyast.choose(pyast.has_type(source.expr, "list"), source.expr, slow)).expr

    def _charge(self, items: ast.expr) -> ast.stmt:
        self.counts = True
        charge = pyast.attribute(pyast.load("run"), "charge")
        return ast.Expr(pyast.call(charge, pyast.call("len", items)))

    def filter_(self, node: nodes.Filter) -> Operand:
        base = self.settled(node.base)
        position = _literal_number(node.condition)
        if position:
            value = self.emit(node.condition)
            return self.store(self.slow("index", node, base.expr, value.expr))
        if isinstance(node.condition, BOOLEAN_NODES):
            return self._mask(node, base)
        return self._dynamic(node, base)

    def _mask(self, node: nodes.Filter, base: Operand) -> Operand:
        items = self.store(
            pyast.choose(pyast.has_type(base.expr, "list"), base.expr, pyast.call("as_list", base.expr))
        ).expr
        result, item = self.fresh("r"), self.fresh("v")
        found = pyast.load(result)
        self.body.append(self._charge(items))
        self.body.append(pyast.assign(result, ast.List([], ast.Load())))
        self.enter_loop(node)

        def body() -> None:
            condition = self.within(ItemFrame(Operand(pyast.load(item))), node.condition)
            keep: ast.stmt = ast.Expr(pyast.call(pyast.attribute(found, "append"), pyast.load(item)))
            self.body.append(pyast.if_(pyast.is_(condition.expr, pyast.const(True)), [keep], []))

        statements = self.block(body)
        self.loops -= 1
        self.body.append(pyast.loop(item, items, statements))
        return Operand(found)

    def _dynamic(self, node: nodes.Filter, base: Operand) -> Operand:
        """A condition that may be a number or a boolean becomes a function that `runtime` asks."""
        self.counts = True
        name, item = self.fresh("c"), self.fresh("v")
        self.level += 1
        self.levels[item] = self.level
        loops, self.loops = self.loops, 0
        outer, self.body = self.body, []
        condition = self.within(ItemFrame(Operand(pyast.load(item))), node.condition)
        body = [*self.body, ast.Return(condition.expr)]
        self.body, self.loops = outer, loops
        self.level -= 1
        self.body.append(pyast.function(name, [item], body))
        return self.store(self.slow("filtered", node, base.expr, pyast.load(name)))


def _literal_number(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Negation):
        node = node.operand
    return isinstance(node, nodes.Literal) and node.value is not None and not isinstance(node.value, bool | str)


def names(node: nodes.Node, name: str) -> bool:
    """Return whether the tree names *name* anywhere."""
    pending = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, nodes.Name) and found.name == name:
            return True
        pending += nodes.children(found)
    return False


Emitter.emitters.update(
    {nodes.For: LoopEmitter.for_, nodes.Quantified: LoopEmitter.quantified, nodes.Filter: LoopEmitter.filter_}
)
