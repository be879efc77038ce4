"""Trees by chance: the same seed grows the same tree.

Drawn by hand instead of by Hypothesis, which needs fifty times as long for trees of this many kinds of node.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from gorel.core.feel import nodes
from gorel.core.feel import types as t

SCOPE = {
    "x": Decimal(7),
    "Monthly Income": Decimal("4000.50"),
    "name": "Görel",
    "flag": True,
    "nothing": None,
    "items": [{"price": Decimal(3), "kind": "a"}, {"price": Decimal(9), "kind": "b"}, {"kind": "c"}],
    "person": {"age": Decimal(41), "home address": {"city": "Mölndal"}},
}
NAMES = (*SCOPE, "unknown", "price", "item", "i")
MEMBERS = ("price", "kind", "age", "home address", "city", "year", "start included", "missing")
AT = ("2026-10-16", "2026-10-16T09:00:00", "2026-10-16T09:00:00+02:00", "09:00:00Z", "P1Y2M", "P3DT4H", "nonsense")
FUNCTIONS = ("count", "sum", "string", "not", "abs", "upper case", "list contains", "append", "floor", "max", "date",
             "substring", "concatenate", "flatten", "is", "contains", "range")  # fmt: skip
TYPES = (t.NUMBER, t.STRING, t.BOOLEAN, t.ListType(t.NUMBER), t.DATE, t.CONTEXT, t.ContextType({"age": t.NUMBER}))

TEXTS = ("", "a", "Görel", 'say "hi"', "a\\b", "två\nrader", "🐎", "2026-10-16")
OPERATORS = ("+", "-", "*", "/", "**", "+", "-", "*")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def tree(seed: int, *, depth: int = 4) -> nodes.Node:
    """Return the tree of a seed."""
    return _Grower(Random(seed)).grow(depth)


class _Grower:
    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def grow(self, depth: int) -> nodes.Node:
        if depth <= 0 or self.chance.random() < 0.15:
            return self.leaf()
        kind = self.chance.choice(BRANCHES)
        return kind(self, depth - 1)

    def leaf(self) -> nodes.Node:
        chance = self.chance
        match chance.randrange(8):
            case 0:
                return nodes.Literal(0, 0, chance.choice((None, True, False)))
            case 1:
                return nodes.Literal(0, 0, Decimal(chance.randrange(10**6)).scaleb(-chance.randrange(4)))
            case 2 | 3:
                return nodes.Literal(0, 0, Decimal(chance.randrange(4)))
            case 4:
                return nodes.Literal(0, 0, chance.choice(TEXTS))
            case 5:
                return nodes.AtLiteral(0, 0, chance.choice(AT))
            case _:
                return nodes.Name(0, 0, chance.choice(NAMES))

    def several(self, depth: int, least: int = 0) -> tuple[nodes.Node, ...]:
        return tuple(self.grow(depth) for _ in range(self.chance.randint(least, 3)))

    def iterators(self, depth: int) -> tuple[nodes.Iterator, ...]:
        count = self.chance.randint(1, 2)
        stops = [self.grow(depth) if self.chance.random() < 0.4 else None for _ in range(count)]
        return tuple(nodes.Iterator(0, 0, self.chance.choice(("i", "price")), self.grow(depth), stop) for stop in stops)

    def parameters(self) -> tuple[nodes.Parameter, ...]:
        names = self.chance.sample(("i", "j"), self.chance.randint(0, 2))
        return tuple(nodes.Parameter(0, 0, name, self.chance.choice((None, *TYPES))) for name in names)

    def entries(self, depth: int) -> tuple[tuple[str, nodes.Node], ...]:
        keys = self.chance.sample(("a", "b c", "price", "q!"), self.chance.randint(0, 3))
        return tuple((key, self.grow(depth)) for key in keys)

    def function(self) -> nodes.Node:
        return nodes.Name(0, 0, self.chance.choice(FUNCTIONS))


BRANCHES: tuple[Callable[[_Grower, int], nodes.Node], ...] = (
    lambda g, d: nodes.Negation(0, 0, g.grow(d)),
    lambda g, d: nodes.Arithmetic(0, 0, g.chance.choice(OPERATORS), g.grow(d), g.grow(d)),
    lambda g, d: nodes.Arithmetic(0, 0, g.chance.choice(OPERATORS), g.grow(d), g.grow(d)),
    lambda g, d: nodes.Comparison(0, 0, g.chance.choice(COMPARISONS), g.grow(d), g.grow(d)),
    lambda g, d: nodes.Comparison(0, 0, g.chance.choice(COMPARISONS), g.grow(d), g.grow(d)),
    lambda g, d: nodes.Junction(0, 0, g.chance.choice(("and", "or")), g.grow(d), g.grow(d)),
    lambda g, d: nodes.Between(0, 0, g.grow(d), g.grow(d), g.grow(d)),
    lambda g, d: nodes.In(0, 0, g.grow(d), g.several(d, 1)),
    lambda g, d: nodes.InstanceOf(0, 0, g.grow(d), g.chance.choice(TYPES)),
    lambda g, d: nodes.Path(0, 0, g.grow(d), g.chance.choice(MEMBERS)),
    lambda g, d: nodes.Filter(0, 0, g.grow(d), g.grow(d)),
    lambda g, d: nodes.Filter(0, 0, nodes.Name(0, 0, "items"), g.grow(d)),
    lambda g, d: nodes.Call(0, 0, g.function(), g.several(d)),
    lambda g, d: nodes.Call(0, 0, g.function(), g.several(d, 1)),
    lambda g, d: nodes.Call(0, 0, g.grow(d), g.several(d)),
    lambda g, d: nodes.If(0, 0, g.grow(d), g.grow(d), g.grow(d)),
    lambda g, d: nodes.For(0, 0, g.iterators(d), g.grow(d)),
    lambda g, d: nodes.Quantified(0, 0, g.chance.choice(("some", "every")), g.iterators(d), g.grow(d)),
    lambda g, d: nodes.FunctionLiteral(0, 0, g.parameters(), g.grow(d), is_external=False),
    lambda g, d: nodes.ListLiteral(0, 0, g.several(d)),
    lambda g, d: nodes.ContextLiteral(0, 0, g.entries(d)),
    lambda g, d: nodes.RangeLiteral(0, 0, g.chance.random() < 0.5, g.grow(d), g.grow(d), g.chance.random() < 0.5),
    lambda g, d: nodes.Bound(0, 0, g.chance.choice(COMPARISONS), g.grow(d)),
)
