"""Random block-structured processes, and a small reference interpreter that knows nothing of tokens."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from core.engine.drawing import KINDS, feel, job, nested
from gorel.core import bpmn, engine
from gorel.core.bpmn import model

# A block is ("job",) | ("user",) | ("seq"|"and"|"xor"|"or"|"sub", [blocks]) | ("times", n, kind, block) |
# ("caught", throws): work that may throw an error, which a boundary event catches and other work mends |
# ("beside", where): a part that escalates, and work beside it that a boundary event or event subprocess begins.
Block = tuple[Any, ...]

LEAVES = st.sampled_from(
    [("job",), ("user",), ("pass",), ("caught", True), ("caught", False), ("beside", "boundary"), ("beside", "inside")]
)
ERROR, LATE = model.EventDefinition(kind="error", ref="er"), model.EventDefinition(kind="escalation", ref="es")
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["seq", "and", "xor", "or"]), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("sub"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(st.just("times"), st.integers(0, 3), st.sampled_from(["parallel", "sequential"]), inner),
    ),
    max_leaves=8,
)


class Builder:
    """Draws a block; `choices` are the variables that its conditions ask."""

    def __init__(self, dialect: str = "zeebe") -> None:
        self.dialect = dialect
        self.throwing: set[str] = set()  # the jobs that meet an error
        self.nodes: list[model.Node] = []
        self.flows: list[model.Flow] = []
        self.names: dict[int, str] = {}
        self.conditions: list[str] = []
        self.number = 0

    def add(self, kind: str, scope: str, **fields: Any) -> str:
        self.number += 1
        identity = f"{kind}{self.number}"
        if kind == "job":
            fields["job"] = job(identity)
        if kind == "user":
            fields["user"] = model.User()
        self.nodes.append(model.Node(id=identity, kind=KINDS.get(kind, kind), scope=scope, **fields))
        return identity

    def link(self, source: str, target: str, scope: str, condition: str | None = None) -> str:
        identity = f"{source}>{target}#{len(self.flows)}"
        self.flows.append(
            model.Flow(
                id=identity,
                source=source,
                target=target,
                scope=scope,
                condition=self.says(condition) if condition else None,
            )
        )
        return identity

    def says(self, condition: str) -> model.Expression:
        return feel(condition) if self.dialect == "zeebe" else model.Expression(f"${{{condition}}}", "juel")

    def draw(self, block: Block, scope: str) -> tuple[str, str]:
        """Draw a block; return its first and last element."""
        kind = block[0]
        if kind in ("job", "user", "pass"):
            identity = self.add(kind, scope)
            self.names[id(block)] = identity
            return identity, identity
        if kind == "seq":
            ends = [self.draw(inner, scope) for inner in block[1]]
            for (_, before), (after, _) in pairwise(ends):
                self.link(before, after, scope)
            return ends[0][0], ends[-1][1]
        if kind == "sub":
            return self.box(block[1][0], scope, None)
        if kind == "times":
            loop = model.Loop(kind=block[2], cardinality=model.Expression(str(block[1])))
            return self.box(block[3], scope, loop)
        if kind == "caught":
            return self.caught(block, scope)
        if kind == "beside":
            return self.beside(block, scope)
        return self.split(block, scope)

    def caught(self, block: Block, scope: str) -> tuple[str, str]:
        around = self.add("sub", scope)
        begin, work, end = self.add("start", around), self.add("job", around), self.add("end", around)
        caught = self.add("boundaryEvent", scope, attached_to=around, events=(ERROR,))
        mend, last = self.add("job", scope), self.add("xor", scope)
        for source, target in ((begin, work), (work, end)):
            self.link(source, target, around)
        for source, target in ((around, last), (caught, mend), (mend, last)):
            self.link(source, target, scope)
        if block[1]:
            self.throwing.add(work)
        return around, last

    def beside(self, block: Block, scope: str) -> tuple[str, str]:
        around = self.add("sub", scope)
        begin, throw = self.add("start", around), self.add("throw", around, events=(LATE,))
        work, end = self.add("job", around), self.add("end", around)
        for source, target in ((begin, throw), (throw, work), (work, end)):
            self.link(source, target, around)
        if block[1] == "boundary":
            where = scope
            heard = self.add("boundaryEvent", scope, attached_to=around, events=(LATE,), interrupting=False)
        else:
            where = self.add("sub", around, triggered_by_event=True)
            heard = self.add("start", where, events=(LATE,), interrupting=False)
        more, quiet = self.add("job", where), self.add("end", where)
        self.link(heard, more, where)
        self.link(more, quiet, where)
        return around, around

    def split(self, block: Block, scope: str) -> tuple[str, str]:
        kind = block[0]
        first, last = self.add(kind, scope), self.add(kind, scope)
        for at, inner in enumerate(block[1]):
            begin, end = self.draw(inner, scope)
            condition = None
            if kind != "and" and at < len(block[1]) - 1:
                condition = f"c{len(self.conditions)}"
                self.conditions.append(condition)
            identity = self.link(first, begin, scope, condition)
            if kind != "and" and condition is None:
                place = next(i for i, node in enumerate(self.nodes) if node.id == first)
                self.nodes[place] = model.Node(id=first, kind=KINDS[kind], scope=scope, default=identity)
            self.link(end, last, scope)
        return first, last

    def box(self, inner: Block, scope: str, loop: model.Loop | None) -> tuple[str, str]:
        identity = self.add("sub", scope, loop=loop)
        begin = self.add("start", identity)
        first, last = self.draw(inner, identity)
        end = self.add("end", identity)
        self.link(begin, first, identity)
        self.link(last, end, identity)
        return identity, identity


def build(block: Block, dialect: str = "zeebe") -> tuple[engine.Program, list[str], set[str]]:
    """Return the compiled process, the names of its conditions, and the jobs that meet an error.

    What is compiled was written in the dialect and read again.
    """
    builder = Builder(dialect)
    begin = builder.add("start", "")
    first, last = builder.draw(block, "")
    end = builder.add("end", "")
    builder.link(begin, first, "")
    builder.link(last, end, "")
    process = model.Process(id="p", nodes=nested(builder.nodes), flows=tuple(builder.flows))
    drawn = model.Definitions(
        processes=(process,), dialect=dialect, errors={"er": model.Fault(id="er", code=model.Expression("broken"))},
        escalations={"es": model.Fault(id="es", code=model.Expression("late"))},
    )  # fmt: skip
    return engine.compile(bpmn.read(bpmn.write(drawn))), builder.conditions, builder.throwing


def reference(block: Block, chosen: dict[str, bool]) -> Counter[str]:
    """Return how often each piece of work is done, by the structure alone."""
    names = iter(range(10_000))
    return _work(block, chosen, _Numbering(), names)


class _Numbering:
    """Numbers elements and conditions in the order in which Builder draws them."""

    def __init__(self) -> None:
        self.element = 1  # the start event
        self.condition = 0


def _work(block: Block, chosen: dict[str, bool], at: _Numbering, names: Any) -> Counter[str]:
    kind = block[0]
    if kind in ("job", "user", "pass"):
        at.element += 1
        return Counter({f"{kind}{at.element}": 1}) if kind != "pass" else Counter()
    if kind == "caught":
        at.element += 7
        done = {f"job{at.element - 4}": 1}
        return Counter(done | ({f"job{at.element - 1}": 1} if block[1] else {}))
    if kind == "beside":
        at.element += 8 if block[1] == "boundary" else 9
        return Counter({f"job{at.element - (4 if block[1] == 'boundary' else 5)}": 1, f"job{at.element - 1}": 1})
    if kind == "seq":
        return sum((_work(inner, chosen, at, names) for inner in block[1]), Counter())
    if kind in ("sub", "times"):
        at.element += 2
        inner = _work(block[1][0] if kind == "sub" else block[3], chosen, at, names)
        at.element += 1
        times = 1 if kind == "sub" else block[1]
        return Counter({name: count * times for name, count in inner.items() if times})
    at.element += 2
    branches, flags = [], []
    for number, inner in enumerate(block[1]):
        branches.append(_work(inner, chosen, at, names))
        if kind != "and" and number < len(block[1]) - 1:
            flags.append(chosen[f"c{at.condition}"])
            at.condition += 1
    if kind == "and":
        return sum(branches, Counter())
    if kind == "xor":
        taken = next((n for n, flag in enumerate(flags) if flag), len(branches) - 1)
        return branches[taken]
    picked = [branches[n] for n, flag in enumerate(flags) if flag]
    return sum(picked or [branches[-1]], Counter())
