"""What stands in a file of participants: the same columns as comma-separated values and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from gorel.attendance import seats
from gorel.attendance.models import Registration
from gorel.attendance.sign_ups import settings_of
from gorel.forms.schema import FILES
from gorel.ground.export import Column
from gorel.ground.language import is_english
from gorel.programme.models import Point

HIDDEN = _("protected")


def of(point: Point) -> list[Column]:
    """Return the columns for *point*: who, how, answers to its own questions, needs. Protected people are masked."""
    sign_up = settings_of(point)
    found: list[Column] = [
        (_("Name"), _masked("name")),
        (_("E-mail address"), _masked("email")),
        (_("Organisation"), _masked("organisation")),
        (_("State"), lambda one: one.get_state_display()),
        (_("Registered on"), lambda one: one.registered_at),
        (_("Withdrawn"), lambda one: one.withdrawn_at),
        (_("Link sent"), lambda one: one.link_released_at),
    ]
    if seats.has_modes(point):
        found.append((_("Takes part"), lambda one: one.get_mode_display()))
    if sign_up.guests_most:
        found.append((_("Guests"), lambda one: HIDDEN if one.is_protected else ", ".join(one.guests)))
    found += [(_label(question), _answer(question)) for question in sign_up.questions]
    if sign_up.asks_food:
        found.append((_("Food"), lambda one: one.food))
    if sign_up.asks_access:
        found.append((_("Needs"), lambda one: one.access))
    found.append((_("Came"), lambda one: one.has_attended))
    return found


def _masked(field: str) -> Callable[[Registration], object]:
    return lambda one: HIDDEN if one.is_protected else getattr(one, field)


def _label(question: dict[str, Any]) -> str:
    return str(question["label"])


def _answer(question: dict[str, Any]) -> Callable[[Registration], object]:
    labels = {str(value["value"]): value["label"] for value in question.get("values") or ()}

    def said(one: Registration) -> object:
        value = one.answers.get(question["key"])
        if question.get("type") == FILES:  # the files themselves stand in the list on the page
            return len(value or ()) or ""
        if isinstance(value, bool):
            return ("yes" if value else "no") if is_english() else ("ja" if value else "nej")
        if isinstance(value, list):
            return ", ".join(labels.get(str(each), str(each)) for each in value)
        return labels.get(str(value), value)

    return said
