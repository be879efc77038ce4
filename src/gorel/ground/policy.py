"""What single pages may do beyond the strict content security policy; each exception has a name and a reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp import constants
from csp.decorators import csp_update
from django.http import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

View = Callable[..., HttpResponseBase]
_LETTER = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def edits_diagrams(view: View) -> View:
    """Let a page draw with the editors of bpmn.io, which place what they draw through style attributes and bring style
    elements of their own while they run.

    Scripts stay ours alone; the page holds what the person may change anyway, and nothing of others' making.
    """
    inline = {"style-src-attr": [constants.UNSAFE_INLINE], "style-src-elem": [constants.SELF, constants.UNSAFE_INLINE]}
    return csp_update(inline)(view)


def is_letter(view: View) -> View:
    """Let a page be a letter in a frame of ours: its inline style counts, nothing in it runs or comes from outside."""

    @wraps(view)
    def shown(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Content-Security-Policy"] = _LETTER
        return response

    return xframe_options_sameorigin(shown)
