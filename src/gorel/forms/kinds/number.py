"""Numbers, as people write them in Swedish and in English: `1 200`, `1,5`, `1.5`, `−3`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from gorel.core.say import Language
from gorel.forms.schema import Component
from gorel.forms.shown import Shown, Wrong

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,20})?")


def read(component: Component, given: Sequence[str]) -> int | Decimal | None:
    """Return an int, or a Decimal when it has decimals."""
    text = re.sub(r"\s", "", given[0] if given else "").replace("−", "-").replace(",", ".")
    if not text:
        if component.is_required:
            raise Wrong(component.problem("forms.required"))
        return None
    if not _NUMBER.fullmatch(text):
        raise Wrong(component.problem("forms.number"))
    number = Decimal(text)
    _measure(component, number)
    return int(number) if number == number.to_integral_value() else number


def control(shown: Shown) -> SafeString:
    """Return a text input with a number keyboard; `type=number` loses what is mistyped and scrolls away."""
    text = said(shown.component, shown.value, shown.language) if shown.value is not None else ""
    attributes = shown.attributes(id=shown.component.id, type="text", inputmode="decimal", value=text)
    return format_html("<input{}>", attributes)


def said(component: Component, value: Any, language: Language) -> str:
    text = str(value)
    return text.replace(".", ",") if language == "sv" else text


def _measure(component: Component, number: Decimal) -> None:
    for name, code in (("min", "forms.too-small"), ("max", "forms.too-big")):
        limit = _decimal(component.limits.get(name))
        if limit is not None and (number < limit if name == "min" else number > limit):
            raise Wrong(component.problem(code, limit=limit))
    most = component.raw.get("decimalDigits")
    if most is not None and -int(number.normalize().as_tuple().exponent) > int(most):
        raise Wrong(component.problem("forms.decimals", limit=int(most)))


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None
