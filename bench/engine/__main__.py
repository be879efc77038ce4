"""How fast the engine steps, in memory: `python -m bench.engine`.

Ten jobs in sequence, five variables. Prints jobs completed per second (each case's start is inside the time) as the
median of several rounds, once with the state kept, once decoded and encoded at every step; then state size, codec
time, and what a step costs in models of different sizes, and a round in loops of different lengths. Those are measured
side by side: one after the other, a busy machine shows differences that are its own.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise

from gorel.core import engine
from gorel.core.bpmn import model
from gorel.core.engine import events as ev

VARIABLES = {"name": "Görel", "n": 1, "amount": 1250, "approved": False, "tags": ["a", "b"]}


def chain(count: int) -> engine.Program:
    ids = ["start", *(f"t{i}" for i in range(count)), "end"]
    kinds = ["startEvent", *["serviceTask"] * count, "endEvent"]
    job = model.Job(type=model.Expression("noop"))
    nodes = tuple(
        model.Node(id=identity, kind=kind, job=job if kind == "serviceTask" else None)
        for identity, kind in zip(ids, kinds, strict=True)
    )
    flows = tuple(model.Flow(id=f"f{i}", source=a, target=b) for i, (a, b) in enumerate(pairwise(ids)))
    process = model.Process(id="ten_tasks", nodes=nodes, flows=flows)
    return engine.compile(model.Definitions(processes=(process,)))


def loop(count: int) -> engine.Program:
    nodes = (
        model.Node(id="start", kind="startEvent"),
        model.Node(
            id="each", kind="serviceTask", job=model.Job(type=model.Expression("noop")),
            loop=model.Loop(kind="parallel", cardinality=model.Expression(str(count))),
        ),
        model.Node(id="end", kind="endEvent"),
    )  # fmt: skip
    flows = (model.Flow(id="f0", source="start", target="each"), model.Flow(id="f1", source="each", target="end"))
    return engine.compile(model.Definitions(processes=(model.Process(id="loop", nodes=nodes, flows=flows),)))


def run_kept(program: engine.Program, cases: int, steps: int) -> None:
    for _ in range(cases):
        state, _ = engine.step(program, None, ev.CaseStarted(now=0, variables=VARIABLES))
        for key in range(1, steps + 1):
            engine.advance(program, state, ev.JobCompleted(now=key, key=key, variables={"n": key}))
        assert engine.is_ended(state)


def run_pure(program: engine.Program, cases: int, steps: int) -> None:
    for _ in range(cases):
        state, _ = engine.step(program, None, ev.CaseStarted(now=0, variables=VARIABLES))
        for key in range(1, steps + 1):
            state, _ = engine.step(program, state, ev.JobCompleted(now=key, key=key, variables={"n": key}))
        assert engine.is_ended(state)


def run_coded(program: engine.Program, cases: int, steps: int) -> None:
    for _ in range(cases):
        state, _ = engine.step(program, None, ev.CaseStarted(now=0, variables=VARIABLES))
        data = engine.encode(state)
        for key in range(1, steps + 1):
            state = engine.decode(data)
            engine.advance(program, state, ev.JobCompleted(now=key, key=key, variables={"n": key}))
            data = engine.encode(state)
        assert engine.is_ended(state)


def rate(work: Callable[[engine.Program, int, int], None], program: engine.Program, cases: int, steps: int) -> str:
    """Return steps per second of CPU: the median of nine rounds, and the best."""
    found = []
    for _ in range(9):
        begun = time.process_time()
        work(program, cases, steps)
        found.append(cases * steps / (time.process_time() - begun))
    return f"{statistics.median(found):>10,.0f} jobs/s (best {max(found):,.0f})"


def run_loop(program: engine.Program, count: int, times: int) -> None:
    for _ in range(times):
        state, _ = engine.step(program, None, ev.CaseStarted(now=0))
        for key in range(2, count + 2):
            engine.advance(program, state, ev.JobCompleted(now=0, key=key))
        assert engine.is_ended(state)


def side_by_side(works: dict[int, Callable[[], None]]) -> dict[int, float]:
    """Return the least CPU time of each in microseconds, of fifteen rounds in which they take turns: what else the
    machine does, and how warm it is, then meets all of them alike."""
    found = dict.fromkeys(works, float("inf"))
    for _ in range(15):
        for name, work in works.items():
            begun = time.process_time()
            work()
            found[name] = min(found[name], (time.process_time() - begun) * 1e6)
    return found


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    ten = chain(10)
    print(f"ten_tasks, state kept (advance)      {rate(run_kept, ten, cases, 10)}")
    print(f"ten_tasks, pure (step)               {rate(run_pure, ten, cases, 10)}")
    print(f"ten_tasks, decoded and encoded       {rate(run_coded, ten, cases, 10)}")
    programs = {size: chain(size) for size in (10, 100, 1000)}
    for size, micros in side_by_side({
        size: lambda size=size: run_coded(programs[size], 2000 // size, size) for size in programs
    }).items():  # fmt: skip
        print(f"model of {size:>6}: {micros / 2000:>6.2f} µs per step")
    state, _ = engine.step(ten, None, ev.CaseStarted(now=0))
    data = engine.encode(state)
    begun = time.process_time()
    for _ in range(100_000):
        engine.encode(engine.decode(data))
    print(f"a waiting case: {len(data)} bytes; decode + encode {(time.process_time() - begun) * 10:.2f} µs")
    loops = {count: loop(count) for count in (100, 1_000, 10_000)}
    for count, micros in side_by_side({
        count: lambda count=count: run_loop(loops[count], count, 10_000 // count) for count in loops
    }).items():  # fmt: skip
        print(f"loop of {count:>7}: {micros / 10_000:>6.2f} µs per round, begun and ended")


if __name__ == "__main__":
    main()
