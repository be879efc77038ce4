"""Puts the picture together: frames first, lines over them, steps over these, and what stands on steps last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from lxml import etree

from gorel.core.bpmn.model import Shape
from gorel.core.bpmn.names import ACTIVITIES, EVENTS, GATEWAYS, SUBPROCESSES
from gorel.core.bpmn.picture import lines, surroundings, symbols
from gorel.core.bpmn.picture.letters import width
from gorel.core.bpmn.picture.overlay import NOTHING, Overlay
from gorel.core.bpmn.picture.pieces import SIZE, beside, circle, number, rectangle, words
from gorel.core.bpmn.picture.plane import Drawn, Sheet, read_sheet, within
from gorel.core.xml import read_xml

MARGIN = 16.0  # around the picture: what hangs over an edge finds room
DATA = ("dataObjectReference", "dataObject", "dataInput", "dataOutput")
FRAMES = ("participant", "lane", "group")
TOKEN = 8.0

Room = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A process, drawn. Units: the file's, which a page shows as CSS pixels.

    Shape: pieces are each element's id, its SVG, and its colours as attributes; corners are where figures and
    tokens stand on a symbol: left, top, right; inside says for what is not drawn itself which element holds it.
    """

    x: float
    y: float
    width: float
    height: float
    pieces: tuple[tuple[str, str, str], ...]
    corners: Mapping[str, tuple[float, float, float]]
    inside: Mapping[str, str]
    titles: str = ""

    def svg(
        self,
        label: str,
        overlay: Overlay = NOTHING,
        *,
        anchor: str = "",
        style: str = "",
    ) -> str:
        """Return the picture as one SVG element, called *label*, with what a view tells on it.

        Shape: elements with a token get the id *anchor* and their own, when *anchor* is given. With *style* the text
        stands by itself, as a file.
        """
        marked, told, dots = (self._drawn(values) for values in overlay)
        parts = []
        for identity, piece, paint in self.pieces:
            named = escape(identity)
            kinds = [*(["painted"] if paint else []), *([marked[identity]] if identity in marked else [])]
            classes = f' class="{escape(" ".join(kinds))}"{paint}' if kinds else ""
            place = f' id="{escape(anchor)}{named}"' if anchor and identity in dots else ""
            parts.append(f'<g data-element="{named}"{classes}{place}>{piece}</g>')
        over = [self._figure(identity, text) for identity, text in told.items() if identity in self.corners]
        over += [self._token(identity, text, marked) for identity, text in dots.items() if identity in self.corners]
        box = " ".join(number(value) for value in (self.x, self.y, self.width, self.height))
        space = ' xmlns="http://www.w3.org/2000/svg"' if style else ""
        own = f"<style>{style}</style>" if style else ""
        size = f'width="{number(self.width)}" height="{number(self.height)}"'
        head = f'<svg{space} class="bpmn" role="img" aria-label="{escape(label)}" viewBox="{box}" {size}>'
        return f"{head}{own}{''.join(parts)}{self.titles}{''.join(over)}</svg>"

    def shows(self, element: str) -> bool:
        """Return whether the element, or what holds it, is drawn."""
        return element in self.corners or element in self.inside

    def _drawn(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return values by what is drawn: what stands in a folded part is told on that; what is drawn itself wins."""
        found = {self.inside[key]: value for key, value in given.items() if key in self.inside}
        return found | {key: value for key, value in given.items() if key not in self.inside}

    def _figure(self, identity: str, text: str) -> str:
        left, top, _right = self.corners[identity]
        wide = width(text, SIZE) + 12
        box = rectangle("figure", left - 6, top - 12, wide, 19, 9.5)
        return box + words([text], left - 6 + wide / 2, top - 9, SIZE, "figure")

    def _token(self, identity: str, text: str, marked: Mapping[str, str]) -> str:
        _left, top, right = self.corners[identity]
        dot = circle("token", right, top, TOKEN) + words([text] if text else [], right, top - 7, SIZE, "token")
        kind = marked.get(identity, "")
        return f'<g class="{escape(kind)}">{dot}</g>'


def read_picture(data: bytes, names: Mapping[str, str] | None = None) -> Picture:
    """Return the picture that a BPMN file draws.

    Shape: names say what elements are called where it is not what the file calls them: in another language, say.
    Errors: ModelError as `read_xml`; what draws nothing gives an empty picture.
    """
    return draw(read_sheet(read_xml(data)), names or {})


def draw(sheet: Sheet, names: Mapping[str, str]) -> Picture:
    """Return the picture of a sheet."""
    pieces: list[tuple[str, str, str]] = []
    rooms: list[Room] = []
    for one in sorted(sheet.drawn, key=_layer):
        name = names.get(one.id) or _name(one, sheet.elements)
        piece, room = _piece(one, name, sheet.elements)
        if piece:
            pieces.append((one.id, piece, _paint(one)))
            rooms.append(room)
    titles = ""
    for title, x, y in sheet.titles:
        titles += words([title], x, y - 6, 15, "left title")
        rooms.append((x, y - 6, width(title, 15), 18))
    left, top = min((x for x, *_ in rooms), default=0), min((y for _, y, *_ in rooms), default=0)
    right, low = max((x + w for x, _, w, _ in rooms), default=0), max((y + h for _, y, _, h in rooms), default=0)
    corners = {one.id: _corners(one) for one in sheet.drawn if not one.way}
    return Picture(
        left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, low - top + 2 * MARGIN, tuple(pieces), corners,
        within(sheet), titles,
    )  # fmt: skip


def _paint(one: Drawn) -> str:
    ground, edge = one.paint
    if one.way:  # whose ground is that of its tip
        ground = edge
    return (f' fill="{ground}"' if ground else "") + (f' stroke="{edge}"' if edge else "")


def _layer(one: Drawn) -> tuple[int, float]:
    if one.kind in FRAMES or _is_open(one):
        return 0, -one.at.width * one.at.height  # what is inside is smaller
    if one.way:
        return 1, 0
    return (3 if one.kind == "boundaryEvent" else 2), 0


def _is_open(one: Drawn) -> bool:
    return one.kind in SUBPROCESSES and not one.is_folded


def _corners(one: Drawn) -> tuple[float, float, float]:
    if one.kind in EVENTS or one.kind in GATEWAYS:  # whose corners are empty
        return one.at.x + one.at.width * 0.12, one.at.y + one.at.height * 0.12, one.at.x + one.at.width * 0.88
    return one.at.x, one.at.y, one.at.x + one.at.width


def _name(one: Drawn, elements: Mapping[str, etree._Element]) -> str:
    return surroundings.category(one, elements) if one.kind == "group" else one.element.get("name", "")


def _piece(one: Drawn, name: str, elements: Mapping[str, etree._Element]) -> tuple[str, Room]:
    """Return an element as SVG, its name with it, and the room that both take."""
    if one.way:
        text = lines.line(one, elements)
        xs, ys = [x for x, _ in one.way], [y for _, y in one.way]
        room: Room = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        if text and name:
            said, more = lines.label(one, name)
            return text + said, _both(room, more)
        return text, room
    room = (one.at.x, one.at.y, one.at.width, one.at.height)
    if _is_open(one):
        return symbols.open_part(one, name), room
    if one.kind in ACTIVITIES:
        return symbols.activity(one, name), room
    if one.kind in ("participant", "lane"):
        return surroundings.pool(one, name), room
    if one.kind == "textAnnotation":
        return surroundings.note(one), room
    shape = _beside(one)
    if shape and name:
        low = one.at.y - 16 if one.kind == "group" else one.at.y + one.at.height + 5
        at = one.label or Shape(one.at.x + one.at.width / 2, low, 0, 0)
        said, more = beside(name, at.x + at.width / 2, at.y, at.width)
        return shape + said, _both(room, more)
    return shape, room


def _beside(one: Drawn) -> str:
    """Return a symbol whose name stands beside it; "" for what is no symbol of a process."""
    if one.kind in EVENTS:
        return symbols.event(one)
    if one.kind in GATEWAYS:
        return symbols.gateway(one)
    if one.kind in DATA:
        return surroundings.data(one)
    if one.kind == "dataStoreReference":
        return surroundings.store(one)
    return surroundings.group(one) if one.kind == "group" else ""


def _both(one: Room, other: Room) -> Room:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, low = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, low - top
