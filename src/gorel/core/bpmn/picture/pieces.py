"""The small words of SVG that the picture is written in. Every text that a file brings is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gorel.core.bpmn.picture.letters import LINE, width, wrap
from gorel.core.bpmn.picture.signs import Sign

SIZE = 12.0
SMALL = 11.0
LABEL = 90.0  # how wide a label beside its symbol may become at least


def number(value: float) -> str:
    """Return a coordinate with a tenth at most."""
    return f"{round(value, 1):.10g}"


def path(kind: str, data: str) -> str:
    """Return a path. Shape: kind is its class; data is ours, never a file's."""
    return f'<path class="{kind}" d="{data}"/>'


def rectangle(kind: str, x: float, y: float, wide: float, high: float, round_: float = 0) -> str:
    corner = f' rx="{number(round_)}"' if round_ else ""
    size = f'width="{number(wide)}" height="{number(high)}"'
    return f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" {size}{corner}/>'


def circle(kind: str, x: float, y: float, radius: float) -> str:
    return f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'


def sign(what: Sign, x: float, y: float, scale: float = 1) -> str:
    """Return a sign whose box begins at (x, y)."""
    inside = (path("thin", what.lines) if what.lines else "") + (path("ink", what.solid) if what.solid else "")
    larger = f" scale({number(scale)})" if number(scale) != "1" else ""
    return f'<g transform="translate({number(x)} {number(y)}){larger}">{inside}</g>'


def words(lines: Sequence[str], x: float, y: float, size: float, kind: str = "") -> str:
    """Return lines of text, the first line's top at *y*."""
    if not lines:
        return ""
    rows = [(line, number(y + size * (0.95 + LINE * at))) for at, line in enumerate(lines)]
    classes = f' class="{kind}"' if kind else ""
    larger = f' font-size="{number(size)}"' if size != SIZE else ""
    if len(rows) == 1:
        return f'<text{classes}{larger} x="{number(x)}" y="{rows[0][1]}">{escape(rows[0][0])}</text>'
    inside = "".join(f'<tspan x="{number(x)}" y="{top}">{escape(line)}</tspan>' for line, top in rows)
    return f"<text{classes}{larger}>{inside}</text>"


def whole(name: str) -> str:
    """Return the whole of a name that was cut, for whoever points at it."""
    return f"<title>{escape(name)}</title>"


def beside(name: str, x: float, y: float, room: float = LABEL) -> tuple[str, tuple[float, float, float, float]]:
    """Return a label of its own below (x, y), its middle at *x*, and the room it takes."""
    lines = wrap(name, max(room, LABEL), SMALL, parts_words=False)
    wide = max((width(line, SMALL) for line in lines), default=0)
    return words(lines, x, y, SMALL, "label"), (x - wide / 2, y, wide, len(lines) * SMALL * LINE)
