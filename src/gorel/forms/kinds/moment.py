"""Dates, times, and both; in Swedish time unless the schema asks for none.

form-js keeps a date as `2020-10-23`, a time as `09:00` and both as `2020-10-23T09:00`, with the offset of the zone when
`timeSerializingFormat` is `utc_offset`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from gorel.core.say import Language
from gorel.forms.schema import Component
from gorel.forms.shown import Shown, Wrong
from gorel.ground.clock import ZONE

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(:\d{2})?")
_INPUTS = {"date": "date", "time": "time", "datetime": "datetime-local"}
_CODES = {"date": "forms.date", "time": "forms.time", "datetime": "forms.moment"}


def read(component: Component, given: Sequence[str]) -> str | None:
    """Return the ISO 8601 text of a date, a time or both."""
    text = (given[0] if given else "").strip()
    if not text:
        if component.is_required:
            raise Wrong(component.problem("forms.required"))
        return None
    kind = _kind(component)
    try:
        if kind == "date":
            return _date(text).isoformat()
        if kind == "time":
            return _time(text).isoformat("minutes")
        day, _, hour = text.replace("T", " ").partition(" ")
        moment = datetime.combine(_date(day), _time(hour.strip()))
    except ValueError:
        raise Wrong(component.problem(_CODES[kind])) from None
    return _zoned(component, moment)


def control(shown: Shown) -> SafeString:
    kind = _kind(shown.component)
    text = "" if shown.value is None else str(shown.value)
    if kind == "datetime":
        text = re.sub(r"(T\d{2}:\d{2}).*", r"\1", text)
    attributes = shown.attributes(id=shown.component.id, type=_INPUTS[kind], value=text)
    return format_html("<input{}>", attributes)


def said(component: Component, value: Any, language: Language) -> str:
    text = str(value)
    if _kind(component) == "datetime":
        text = re.sub(r"T(\d{2}:\d{2}).*", r" \1", text)
    return text.replace(":", ".") if language == "sv" else text


def _kind(component: Component) -> str:
    kind = str(component.raw.get("subtype") or "date")
    return kind if kind in _INPUTS else "date"


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return time(int(match[1]), int(match[2]))


def _zoned(component: Component, moment: datetime) -> str:
    if component.raw.get("timeSerializingFormat") != "utc_offset":
        return moment.isoformat(timespec="minutes")
    here = moment.replace(tzinfo=ZONE)
    # A time that the change to summer time skips does not survive the way to UTC and back.
    if here.astimezone(UTC).astimezone(ZONE).replace(tzinfo=None) != moment:
        raise Wrong(component.problem("forms.no-such-time"))
    return here.isoformat(timespec="minutes")
