"""Writes each point's sign-up in brief where the programme shows it."""

from __future__ import annotations

from django.urls import reverse

from gorel.attendance import rules
from gorel.attendance.words import Standing
from gorel.programme import actions as programme
from gorel.programme.models import Point
from gorel.programme.words import Registration

_SHOWN = {
    Standing.OPEN: Registration.OPEN,
    Standing.WAITING: Registration.FULL,
    Standing.FULL: Registration.FULL,
    Standing.CLOSED: Registration.CLOSED,
}
_NOWHERE = (Standing.NONE, Standing.FULL)  # where a form would only say no


def write(point: Point) -> None:
    """Write down whether *point* is open, full or closed, with the address of its sign-up.

    Where the rules give no usable answer, what stood there stays: nobody's sign-up waits for a notice on a list.
    """
    answer = rules.standing_or_none(point)
    if answer is None:
        return
    state = _SHOWN.get(answer.standing, "")
    url = "" if answer.standing in _NOWHERE else reverse("attendance:register", args=[point.uid])
    if (point.registration_state, point.registration_url) != (state, url):
        programme.note_registration(point=point.uid, state=state, url=url)
        point.registration_state, point.registration_url = state, url
