"""Pictures of processes on pages: what is drawn is kept by version, what a view tells on it is added for each page.

`kept` gives the picture of a file that never changes, `show` its frame: a paper that scrolls, with buttons that zoom
where script runs. What the picture says must also stand in words beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from gorel.core.bpmn.picture import NOTHING, Overlay, Picture, read_picture
from gorel.core.problems import ModelError
from gorel.ground.memory import Memory

READABLE = 0.85  # no picture is made smaller than this to find room; it scrolls instead

_pictures: Memory[Picture] = Memory(300)


def kept(key: Hashable, data: Callable[[], bytes], names: Mapping[str, str] | None = None) -> Picture | None:
    """Return the picture of a file, read and drawn once for each *key*; None when it cannot be read."""
    try:
        return _pictures.one(key, lambda: read_picture(data(), names))
    except ModelError:
        return None


def show(
    picture: Picture | None, label: str, overlay: Overlay = NOTHING, *, anchor: str = "at-", size: str = ""
) -> SafeString:  # fmt: skip
    """Return the picture in its frame.

    Shape: label says what it is and where the same stands in words; anchor begins the ids that links to a place in the
    picture use, one for each picture of a page; size is "low" or "".
    """
    if picture is None or not picture.pieces:
        return SafeString(render_to_string("ground/parts/diagram.html", {"drawing": ""}))
    drawing = picture.svg(label, overlay, anchor=anchor)
    stands = next((one for one in overlay.tokens if picture.shows(one)), "")
    return SafeString(
        render_to_string(
            "ground/parts/diagram.html",
            {
                "drawing": mark_safe(drawing),  # noqa: S308  (every text of the file is escaped where it is drawn)
                "label": label,
                "least": round(picture.width * READABLE),
                "place": f"{anchor}{picture.inside.get(stands, stands)}" if stands else "",
                "size": size,
            },
        )
    )
