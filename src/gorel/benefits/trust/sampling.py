"""How large a share of decisions a person looks at first: all of them to begin with, fewer as trust is earned.

The share comes from rules (`sampling.dmn`, which an owner may deploy anew) over how many second opinions have agreed
since the last one that did not, and the error rate's upper bound. One opinion that differs brings it back to all.

Units: shares in per cent. The error rate's interval is Wilson's, at 95 %.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from math import sqrt

from django.conf import settings
from django.db.models import Q

from gorel.benefits.models import Opinion
from gorel.cases import programs
from gorel.cases.models import DecisionRule
from gorel.core import dmn
from gorel.ground import clock

RULES = "sampling"
WINDOW = 1000  # opinions that the error rate is measured on: what was long ago says little about today
_Z = 1.959964  # 95 %
ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Measured:
    """What second opinions say. Shape: since_error counts those that agree since the last that does not."""

    checked: int
    errors: int
    since_error: int

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the error rate, as shares of one."""
        if not self.checked:
            return 0.0, 1.0
        n, p = self.checked, self.errors / self.checked
        middle = p + _Z * _Z / (2 * n)
        spread = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
        scale = 1 + _Z * _Z / n
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def measured(decision_type: str, organisation_id: int | None) -> Measured:
    """Return what the latest opinions on a type of decision say. Two queries."""
    of = Opinion.objects.filter(decision_type=decision_type, organisation=organisation_id)
    latest = list(of.order_by("-pk").values_list("agrees", flat=True)[:WINDOW])
    errors = latest.count(False)
    return Measured(len(latest), errors, latest.index(False) if errors else len(latest))


def share(found: Measured, *, floor: int) -> Decimal:
    """Return the share of decisions that a person looks at, by the rules; never under *floor*.

    Rules that answer nothing, or no share, mean all: she does not guess.
    """
    given = {"since_error": found.since_error, "upper_bound": Decimal(str(round(found.interval[1] * 100, 3)))}
    answer = _model().decide(RULES, given, now=clock.instant(), zone=clock.ZONE.key).value
    if isinstance(answer, bool) or not isinstance(answer, int | Decimal) or not 0 <= answer <= ALL:
        return ALL
    return max(Decimal(answer), Decimal(floor))


def is_drawn(case: str, decision_type: str, rate: Decimal) -> bool:
    """Say whether this case's decision is drawn: the same answer at every try, and nobody outside can foresee it."""
    said = f"{decision_type}\n{case}".encode()
    drawn = int.from_bytes(hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()[:4], "big")
    return drawn * 100 < int(rate * 2**32)


def _model() -> dmn.Model:
    own = (
        DecisionRule.objects.filter(Q(organisation=None), key=RULES).select_related("resource").order_by("-pk").first()
    )
    return programs.model_of(own) if own else _shipped()


@cache
def _shipped() -> dmn.Model:
    return dmn.read([files("gorel.benefits").joinpath("processes", "sampling.dmn").read_bytes()])
