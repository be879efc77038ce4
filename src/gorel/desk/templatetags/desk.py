"""What other rooms' pages may show of the desk: `{% load desk %}`."""

from __future__ import annotations

from typing import Any

from django import template

from gorel.desk import doings

register = template.Library()


@register.inclusion_tag("desk/parts/done_today.html")
def done_today() -> dict[str, Any]:
    """What Görel has done today for everybody, in sentences: counts alone, without links.

    The page links `desk/desk.css` for its looks.
    """
    return {"doings": doings.done_today()}
