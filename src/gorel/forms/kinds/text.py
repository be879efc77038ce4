"""Text in one line or several; e-mail addresses, phone numbers and web addresses by the schema's own check."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gorel.core.say import Language
from gorel.forms.schema import Component
from gorel.forms.shown import Shown, Wrong

# What nobody types by hand; a schema may ask for less, never for more.
LONGEST_LINE, LONGEST_TEXT = 1_000, 20_000
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{4,24}")


def read(component: Component, given: Sequence[str]) -> str | None:
    """Return the text without blanks around it and without control characters; None when nothing is left."""
    text = _clean(given[0] if given else "", lines=component.kind == "textarea")
    if not text:
        if component.is_required:
            raise Wrong(component.problem("forms.required"))
        return None
    _measure(component, text)
    if code := _format(component, text):
        own = component.limits.get("patternErrorMessage") if code == "forms.pattern" else None
        if own:
            english = component.properties.get("patternErrorMessage.en", own)
            raise Wrong(component.problem("forms.pattern-said", **{"said.sv": own, "said.en": english}))
        raise Wrong(component.problem(code))
    return text


def control(shown: Shown) -> SafeString:
    """Return an input, or a textarea that is as high as `properties.rows` says."""
    component, text = shown.component, "" if shown.value is None else str(shown.value)
    limit = component.limits.get("maxLength")
    if component.kind == "textarea":
        attributes = shown.attributes(id=component.id, rows=component.properties.get("rows", "5"), maxlength=limit)
        return format_html("<textarea{}>\n{}</textarea>", attributes, text)
    kind = {"email": "email", "phone": "tel", "url": "url"}.get(_format_of(component), "text")
    attributes = shown.attributes(
        id=component.id, type=kind, value=text, maxlength=limit, spellcheck="false" if kind != "text" else None
    )
    return format_html("<input{}>", attributes)


def said(component: Component, value: Any, language: Language) -> str:
    return str(value)


def _format_of(component: Component) -> str:
    return str(component.limits.get("validationType") or component.properties.get("format") or "")


def _measure(component: Component, text: str) -> None:
    longest = LONGEST_TEXT if component.kind == "textarea" else LONGEST_LINE
    most = min(int(component.limits.get("maxLength") or longest), longest)
    least = int(component.limits.get("minLength") or 0)
    if len(text) > most:
        raise Wrong(component.problem("forms.too-long", limit=most, length=len(text)))
    if len(text) < least:
        raise Wrong(component.problem("forms.too-short", limit=least, length=len(text)))


def _format(component: Component, text: str) -> str:
    """Return the code of what is wrong with the way the text is written, or nothing."""
    kind = _format_of(component)
    if kind == "email" and not _is_email(text):
        return "forms.email"
    if kind == "phone" and not _PHONE.fullmatch(text):
        return "forms.phone"
    if kind == "url" and not _is_url(text):
        return "forms.url"
    pattern = component.limits.get("pattern")
    if pattern and not re.search(pattern, text):
        return "forms.pattern"
    return ""


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text


def _clean(text: str, *, lines: bool) -> str:
    """Return composed text with one kind of line end; databases refuse NUL, and mail headers line ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "\n\t" if lines else ""
    text = "".join(
        sign if sign in kept or unicodedata.category(sign) not in ("Cc", "Cs") else " " if sign in "\n\t" else ""
        for sign in text
    )
    return text.strip()
