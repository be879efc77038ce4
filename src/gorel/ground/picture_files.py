"""A picture of a process as a file that stands by itself; needs no Django."""

from __future__ import annotations

from pathlib import Path

from gorel.core.bpmn.picture import NOTHING, Overlay, Picture

STYLE = (Path(__file__).parent / "static" / "ground" / "css" / "bpmn.css").read_text(encoding="utf-8")


def as_file(picture: Picture, label: str, overlay: Overlay = NOTHING) -> str:
    """Return SVG with its style in it."""
    return picture.svg(label, overlay, style=STYLE) + "\n"
