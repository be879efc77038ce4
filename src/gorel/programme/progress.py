"""How far a point has come, in plain words: state, whose turn it is, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gorel.ground.language import is_english
from gorel.programme import texts
from gorel.programme.models import Point
from gorel.programme.words import State

_TONES = {
    State.DRAFT: "plain",
    State.INCOMPLETE: "wait",
    State.IN_REVIEW: "info",
    State.SENT_BACK: "wait",
    State.PUBLISHED: "good",
    State.CANCELLED: "bad",
    State.DECLINED: "bad",
}


@dataclass(frozen=True)
class Step:
    """One step of a point's way. Shape: standing is "done", "now" or "later"."""

    label: str
    standing: str


@dataclass(frozen=True)
class Progress:
    """Where one point stands."""

    point: Point
    title: str
    state: str
    tone: str
    says: str  # a sentence: what has happened and whose turn it is
    missing: list[str]
    steps: list[Step]
    is_organisers_turn: bool


def of(point: Point) -> Progress:
    """Return where *point* stands. Queries: none when week and organiser are loaded."""
    state = State(point.state)
    return Progress(
        point=point,
        title=texts.said(point, "title"),
        state=str(state.label),
        tone=_TONES[state],
        says=_says(point, state),
        missing=findings(point) if state == State.INCOMPLETE else [],
        steps=_steps(point, state),
        is_organisers_turn=state in (State.DRAFT, State.INCOMPLETE, State.SENT_BACK) or _wants_recording(point),
    )


def findings(point: Point) -> list[str]:
    """Return what the check found, in the page's language."""
    english = is_english()
    return [(finding.get("text_en") if english else "") or finding["text"] for finding in point.missing]


def _says(point: Point, state: State) -> str:
    if state == State.DRAFT:
        return _("Only your organisation sees it. Hand it in when it is ready; facts may still be missing.")
    if state == State.INCOMPLETE:
        return _("Görel has checked it. Fill in what is missing, and it goes on by itself.")
    if state == State.IN_REVIEW:
        return _("Everything is there. The editor of the week reads it now; you need not do anything.")
    if state == State.SENT_BACK:
        return _("The editor wants a change. Change it and save; then the editor gets it again.")
    if state == State.DECLINED:
        return _("The editor has declined it, and says why below. You may write a new one.")
    if state == State.CANCELLED:
        return _("It is cancelled. If it was published, its page stays and says so.")
    if point.recording_published_at is not None:
        return _("It has been held, and its recording is there for everybody.")
    if _wants_recording(point):
        return _("It has been held. Add the link to the recording, and it is published.")
    if point.has_ended():
        return _("It has been held.")
    return _("Everybody can read it. If something changes, write it here and the page follows.")


def _wants_recording(point: Point) -> bool:
    return (
        point.state == State.PUBLISHED
        and bool(point.is_recorded)
        and point.recording_published_at is None
        and point.has_ended()
    )


def _steps(point: Point, state: State) -> list[Step]:
    """Return the steps of its way, the one where it stands marked; all done when nothing is left."""
    if state in (State.CANCELLED, State.DECLINED):
        return []
    way = {"draft": _("Draft"), "check": _("Check"), "review": _("Review"), "published": _("Published")}
    way |= {"held": _("Held"), "recording": _("Recording")}
    if point.is_seminar:
        del way["review"]
    if not point.is_recorded and point.recording_published_at is None:
        del way["recording"]
    stands = {State.DRAFT: "draft", State.SENT_BACK: "draft", State.INCOMPLETE: "check", State.IN_REVIEW: "review"}
    at = list(way).index(stands.get(state, "published"))
    if state == State.PUBLISHED and point.has_ended():
        waits = "recording" in way and point.recording_published_at is None
        at = list(way).index("recording") if waits else len(way)
    return [
        Step(label, "done" if index < at else "now" if index == at else "later")
        for index, label in enumerate(way.values())
    ]
