"""What a view tells on a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Overlay(NamedTuple):
    """Marks, figures and tokens by element.

    Shape: marks are classes of the style sheet: taken, here, incident; added, removed, changed; heat-1 to heat-5.
    Figures are short texts in a box on a step. Tokens are dots where a case stands, with a letter in them or "".
    """

    marks: Mapping[str, str] = {}
    figures: Mapping[str, str] = {}
    tokens: Mapping[str, str] = {}


NOTHING = Overlay()


def way_of(went: Mapping[str, int], here: Iterable[str], stuck: Iterable[str]) -> Overlay:
    """Return how a case stands on its picture.

    Shape: went says how often each element was passed; here is where the case waits, stuck where a person must look.
    """
    here, stuck = list(here), list(stuck)
    marks = dict.fromkeys(went, "taken") | dict.fromkeys(here, "here") | dict.fromkeys(stuck, "incident")
    often = {element: f"×{times}" for element, times in went.items() if times > 1}
    return Overlay(marks, often, dict.fromkeys(here, "") | dict.fromkeys(stuck, "!"))
