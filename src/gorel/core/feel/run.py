"""What one evaluation carries with it: the time, the seed, the steps it has used, and the warnings it has met."""

from __future__ import annotations

from typing import Any

import msgspec

from gorel.core.feel import limits
from gorel.core.feel.nodes import Node
from gorel.core.problems import Place, Problem


class Site(msgspec.Struct, frozen=True):
    """Where in a text something is evaluated, for warnings."""

    source: str
    node: Node

    def text(self, node: Node | None = None) -> str:
        """Return the text of the node, shortened to what a sentence can hold."""
        node = node or self.node
        text = " ".join(self.source[node.start : node.end].split())
        return text if len(text) <= 60 else text[:57] + "…"


class LimitReached(Exception):
    """An evaluation asked for more steps than `limits` allows; its result is null."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


class Run:
    """One evaluation. Units: now is whole microseconds since 1970 UTC, or None when nothing may ask for it."""

    # Counters start on the class, so that making a run costs little.
    steps: int = 0
    calls: int = 0
    drawn: int = 0  # how many random values the seed has given

    def __init__(self, *, now: int | None = None, seed: int = 0, zone: str = "UTC") -> None:
        self.now = now
        self.seed = seed
        self.zone = zone
        self.warnings: list[Problem] = []

    def warn(self, site: Site | None, code: str, **values: Any) -> None:
        """Note why something became null."""
        if len(self.warnings) < MOST_WARNINGS:
            place = Place(position=site.node.start) if site else Place()
            if site:
                values.setdefault("text", site.text())
            self.warnings.append(Problem(code, place, values, severity="warning"))

    def charge(self, steps: int) -> None:
        """Count steps of work; past the limit the evaluation ends."""
        self.steps += steps
        if self.steps > limits.STEPS:
            raise LimitReached("feel.too-many-steps", limit=limits.STEPS)


class Quiet(Run):
    """The run of the quick path for expressions that can neither loop nor recurse: keeps nothing, so one serves all."""

    def warn(self, site: Site | None, code: str, **values: Any) -> None:
        """Drop the warning."""

    def charge(self, steps: int) -> None:
        """Count nothing."""


class Warned(Exception):
    """Raised by the probe: this evaluation has something to say."""


class Probe(Quiet):
    """The run of `evaluate`'s first try: one that warns is done again with a run that keeps the warnings."""

    def warn(self, site: Site | None, code: str, **values: Any) -> None:
        """Give up at once. Errors: Warned."""
        raise Warned(site, code, values)


MOST_WARNINGS = 100
QUIET = Quiet()
PROBE = Probe()
