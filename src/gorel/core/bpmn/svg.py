"""Draws a process as SVG, with the path a case took marked. Pure text; colours are CSS variables with a fallback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from gorel.core.bpmn.layout import lay_out
from gorel.core.bpmn.model import Definitions, Node, Process, Shape
from gorel.core.bpmn.names import EVENTS, GATEWAYS, SUBPROCESSES

STYLE = """
svg { font: 12px system-ui, sans-serif; background: var(--surface, #fff); color: var(--text, #1b2430) }
.n { fill: var(--surface, #fff); stroke: currentColor; stroke-width: 1.5 }
.f { fill: none; stroke: currentColor; stroke-width: 1.3 }
.end { stroke-width: 3.5 }
.thin { stroke-width: 1 }
.sub { fill: none }
.dash { stroke-dasharray: 5 3 }
.m { fill: currentColor; stroke: none }
.went .n, .went .f { stroke: var(--accent, #0b6e4f); stroke-width: 2.6 }
.went .n { fill: var(--accent-soft, #e3f4ec) }
.here .n { stroke: var(--warning, #b45309); fill: var(--warning-soft, #fdf1de); stroke-width: 3 }
.stuck .n { stroke: var(--danger, #b42318); fill: var(--danger-soft, #fde8e6); stroke-width: 3 }
.went .end { stroke-width: 4.5 }
text { fill: currentColor; text-anchor: middle; paint-order: stroke; stroke: var(--surface, #fff); stroke-width: 3 }
.went text, .here text, .stuck text { stroke: none }
""".strip().replace("\n", " ")

TIP = (
    '<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10" '
    'markerUnits="userSpaceOnUse" orient="auto"><path class="m" d="M0 0L10 5L0 10z"/></marker>'
)
MARKS = {
    "exclusiveGateway": "×", "parallelGateway": "+", "inclusiveGateway": "○", "eventBasedGateway": "◎",
    "complexGateway": "✳",
}  # fmt: skip
EVENT_MARKS = {
    "message": "✉", "timer": "◷", "signal": "△", "error": "↯", "escalation": "⌃", "conditional": "≡",
    "compensation": "◁◁", "cancel": "✕", "link": "⇒", "terminate": "●",
}  # fmt: skip
TASK_MARKS = {
    "serviceTask": "⚙", "sendTask": "✉", "receiveTask": "✉", "userTask": "☺", "scriptTask": "ƒ",
    "businessRuleTask": "▦", "manualTask": "☟", "callActivity": "⊞",
}  # fmt: skip


def draw(
    definitions: Definitions,
    process: Process | None = None,
    *,
    went: Mapping[str, int] | Iterable[str] = (),
    here: Iterable[str] = (),
    stuck: Iterable[str] = (),
) -> str:
    """Return the picture of a process as one SVG text.

    Shape: went are the ids of elements and flows that a case passed, with how often where a mapping; here is where it
    waits, stuck where it stands still. Each symbol is a group with its id in `data-element`, and a title.
    """
    process = process or definitions.process()
    if process is None:
        return '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    counts = dict(went) if isinstance(went, Mapping) else dict.fromkeys(went, 1)
    marks = dict.fromkeys(counts, "went")
    marks |= dict.fromkeys(here, "here") | dict.fromkeys(stuck, "stuck")
    shapes, edges = lay_out(definitions, process)
    boxes = [node for node in process.nodes if node.kind in SUBPROCESSES]
    others = [node for node in process.nodes if node.kind not in SUBPROCESSES]
    parts = [_node(n, shapes[n.id], marks.get(n.id, ""), counts.get(n.id, 0)) for n in boxes if n.id in shapes]
    parts += [_flow(f.id, f.name, edges[f.id], marks.get(f.id, "")) for f in process.flows if f.id in edges]
    parts += [_node(n, shapes[n.id], marks.get(n.id, ""), counts.get(n.id, 0)) for n in others if n.id in shapes]
    box = _box([shapes[node.id] for node in process.nodes if node.id in shapes], list(edges.values()))
    title = escape(process.name or process.id)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" aria-label="{title}">'
        f"<title>{title}</title><style>{STYLE}</style><defs>{TIP}</defs>{''.join(parts)}</svg>\n"
    )


def _box(shapes: list[Shape], edges: list[tuple[tuple[float, float], ...]]) -> str:
    xs = [s.x for s in shapes] + [s.x + s.width for s in shapes] + [x for edge in edges for x, _ in edge]
    ys = [s.y for s in shapes] + [s.y + s.height for s in shapes] + [y for edge in edges for _, y in edge]
    if not xs:
        return "0 0 10 10"
    left, top = min(xs) - 50, min(ys) - 20
    return f"{left:.0f} {top:.0f} {max(xs) - left + 50:.0f} {max(ys) - top + 50:.0f}"


def _node(node: Node, at: Shape, mark: str, count: int) -> str:
    x, y = at.x + at.width / 2, at.y + at.height / 2
    name = node.name or ""
    if node.kind in EVENTS:
        inside = _event(node, x, y, at.width / 2)
        label = _words(name, x, at.y + at.height + 14, 16)
    elif node.kind in GATEWAYS:
        points = f"{x},{at.y} {at.x + at.width},{y} {x},{at.y + at.height} {at.x},{y}"
        inside = (
            f'<polygon class="n" points="{points}"/><text x="{x}" y="{y + 7}" font-size="20">{MARKS[node.kind]}</text>'
        )
        label = _words(name, x, at.y + at.height + 14, 16)
    elif node.kind in SUBPROCESSES:
        dash = " dash" if node.triggered_by_event else ""
        inside = f'<rect class="n sub{dash}" x="{at.x}" y="{at.y}" width="{at.width}" height="{at.height}" rx="10"/>'
        if node.kind == "transaction":
            width, height = at.width - 8, at.height - 8
            inside += f'<rect class="f thin" x="{at.x + 4}" y="{at.y + 4}" width="{width}" height="{height}" rx="8"/>'
        label = _words(name, x, at.y + 16, 60)
    else:
        heavy = " end" if node.kind == "callActivity" else ""
        inside = f'<rect class="n{heavy}" x="{at.x}" y="{at.y}" width="{at.width}" height="{at.height}" rx="10"/>'
        if node.kind in TASK_MARKS:
            inside += f'<text x="{at.x + 13}" y="{at.y + 17}">{TASK_MARKS[node.kind]}</text>'
        if node.loop is not None:
            sign = {"parallel": "|||", "sequential": "≡", "standard": "↻"}[node.loop.kind]
            inside += f'<text x="{x}" y="{at.y + at.height - 5}">{sign}</text>'
        label = _words(name or node.id, x, y + 4, int(at.width / 7), centred=True)
    often = f'<text x="{at.x + at.width - 2}" y="{at.y - 4}" font-size="11">×{count}</text>' if count > 1 else ""
    title = f"<title>{escape(name or node.id)}</title>"
    return f'<g class="{mark}" data-element="{escape(node.id)}">{title}{inside}{label}{often}</g>'


def _event(node: Node, x: float, y: float, radius: float) -> str:
    dash = "" if node.interrupting else " dash"
    edge = " end" if node.kind == "endEvent" else ""
    text = f'<circle class="n{edge}{dash}" cx="{x}" cy="{y}" r="{radius}"/>'
    if node.kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        text += f'<circle class="f thin{dash}" cx="{x}" cy="{y}" r="{radius - 3}"/>'
    if node.events:
        sign = EVENT_MARKS[node.events[0].kind] if len(node.events) == 1 else "⬠"
        text += f'<text x="{x}" y="{y + 5}" font-size="14">{sign}</text>'
    return text


def _flow(identity: str, name: str, points: tuple[tuple[float, float], ...], mark: str) -> str:
    """Return a flow with its name beside its first stretch."""
    way = " ".join(f"{x:g},{y:g}" for x, y in points)
    (x1, y1), (x2, y2) = points[0], points[1] if len(points) > 1 else points[0]
    label = _words(name, (x1 + x2) / 2, (y1 + y2) / 2 - 5, 24)
    line = f'<polyline class="f" points="{way}" marker-end="url(#tip)"/>'
    return f'<g class="{mark}" data-element="{escape(identity)}">{line}{label}</g>'


def _words(text: str, x: float, y: float, width: int, *, centred: bool = False) -> str:
    """Return a text broken into lines of about *width* letters."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) + 1 <= max(width, 6):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    lines = lines[:5]
    first = y - (len(lines) - 1) * 7 if centred else y
    return "".join(f'<text x="{x:g}" y="{first + i * 14:g}">{escape(line)}</text>' for i, line in enumerate(lines))
