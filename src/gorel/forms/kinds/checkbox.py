"""One box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from gorel.core.say import Language
from gorel.forms.schema import Component
from gorel.forms.shown import Shown, Wrong
from gorel.forms.words import word


def read(component: Component, given: Sequence[str]) -> bool:
    """Return whether it is ticked; a required box must be."""
    is_ticked = bool(given) and given[-1] not in ("", "false", "0")
    if component.is_required and not is_ticked:
        raise Wrong(component.problem("forms.required-tick"))
    return is_ticked


def control(shown: Shown) -> SafeString:
    attributes = shown.attributes(
        id=shown.component.id, type="checkbox", value="true", checked=shown.value is True or shown.value == "true"
    )
    return format_html("<input{}>", attributes)


def said(component: Component, value: Any, language: Language) -> str:
    return word("yes" if value is True else "no", language)
