"""What has happened to a row, written down as it happens: for its story, and for digests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from gorel.ground import clock
from gorel.ideas.models import Event, Stage

SENTENCES: dict[tuple[str, str], Any] = {
    ("challenge", "in-review"): _("A need was described"),
    ("challenge", "sent-back"): _("The need was sent back to be made clearer"),
    ("challenge", "open"): _("The challenge opened for ideas"),
    ("challenge", "summing-up"): _("The time for ideas was over"),
    ("challenge", "closed"): _("The challenge was closed"),
    ("idea", "in-review"): _("An answer was asked for"),
    ("idea", "developing"): _("The idea is being developed"),
    ("idea", "accepted"): _("The idea is to be tried"),
    ("idea", "trying"): _("The trial began"),
    ("idea", "solved"): _("The idea became a solution"),
    ("idea", "closed"): _("The idea was closed"),
    ("idea", "withdrawn"): _("The idea was withdrawn"),
    ("trial", "in-review"): _("A trial was planned"),
    ("trial", "sent-back"): _("The plan of the trial was sent back"),
    ("trial", "running"): _("The trial began"),
    ("trial", "reported"): _("The trial had its result"),
    ("trial", "done"): _("It was decided what the trial showed"),
    ("trial", "closed"): _("The trial was closed"),
    ("solution", "in-review"): _("A solution was described"),
    ("solution", "sent-back"): _("The description was sent back"),
    ("solution", "published"): _("The solution was published"),
    ("solution", "retired"): _("The solution is no longer in use"),
    ("solution", "closed"): _("The description was closed"),
    ("adoption", "running"): _("Another organisation began to introduce it"),
    ("adoption", "done"): _("Another organisation told its result"),
    ("adoption", "closed"): _("Another organisation ended it"),
}
LATE = _("The answer was late")


def note(row: Stage, code: str, *, text: str = "") -> None:
    """Write down that something happened. Writes one row; names nobody."""
    Event.objects.create(kind=row.kind, about=row.uid, at=clock.now(), code=code, state=row.state, text=text)


def said(event: Event) -> Any:
    """Return what happened as a sentence."""
    return LATE if event.code == "late" else SENTENCES.get((event.kind, event.state), event.code)


def of(rows: Iterable[Stage]) -> list[Event]:
    """Return all that happened to *rows*, oldest first. One query."""
    return list(Event.objects.filter(about__in=[row.uid for row in rows]).order_by("at", "pk"))
