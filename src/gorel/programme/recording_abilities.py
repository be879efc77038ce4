"""What Görel can do with recordings of points. Only `processes/recording.bpmn` calls these.

All are transactional, as those of points: each touches nothing but our own rows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from gorel.ability import Context, ability
from gorel.ground import clock
from gorel.programme import picture, recordings
from gorel.programme.abilities import Finding, Noted, OnePoint, load, save
from gorel.programme.models import Captions, Recording

WEEK, MONTH, WEEKS_OFTEN = timedelta(days=7), timedelta(days=30), 8


class Film(OnePoint):
    recording_url: str = ""


class ToldFilm(Film):
    """What a task's form told of a film. Shape: captions is "film", "file", "none" or ""."""

    captions: str = ""
    captions_are_read: bool = False
    is_described: bool = False


class GatheredFilm(msgspec.Struct):
    """What `recording-check.dmn` decides by; no personal data."""

    facts: dict[str, Any]


@ability(
    "programme.gather_recording",
    title={"sv": "Samla uppgifter om inspelningen", "en": "Gather the recording's facts"},
    about={
        "sv": "Läser var filmen finns, hur den är textad och vad arrangören svarar för.",
        "en": "Reads where the film is, how it is captioned and what its organiser vouches for.",
    },
    transactional=True,
)
def gather_recording(given: ToldFilm, context: Context) -> GatheredFilm:
    point = load(given.point)
    if given.recording_url and not point.recording_url:
        point.recording_url = given.recording_url
        save(point)
    recording = recordings.of(point)
    if recording.pk is None:  # what the form told; the recording's own page says more, and goes before it
        recording.captions = given.captions if given.captions in Captions.values else Captions.NONE
        recording.captions_are_read, recording.is_described = given.captions_are_read, given.is_described
    recording.came_at = recording.came_at or clock.now()
    recording.save()
    return GatheredFilm(facts=recordings.facts_of(point))


class FilmFindings(OnePoint):
    findings: list[Finding]


@ability(
    "programme.note_recording",
    title={"sv": "Notera vad som hindrar inspelningen", "en": "Note what is in the recording's way"},
    about={
        "sv": "Skriver vad som saknas, och säger om arrangören ska höra det: när det är nytt, sedan en gång i veckan "
              "och efter två månader en gång i månaden.",
        "en": "Writes what is missing, and says whether the organiser is to hear it: when it is new, then once a week, "
              "and after two months once a month.",
    },
    transactional=True,
)  # fmt: skip
def note_recording(given: FilmFindings, context: Context) -> Noted:
    recording = Recording.objects.select_for_update().get(point=load(given.point))
    known = {one["code"] for one in recording.findings}
    now = clock.now()
    pause = WEEK if recording.days_since(now) < WEEKS_OFTEN * 7 else MONTH
    is_due = recording.asked_at is None or recording.asked_at + pause <= now
    is_new = not {one.code for one in given.findings} <= known
    recording.findings = [msgspec.to_builtins(one) for one in given.findings]
    if is_new or is_due:
        recording.asked_at = now
    recording.save()
    return Noted(ask=is_new or is_due)


@ability(
    "programme.publish_recording",
    title={"sv": "Publicera inspelningen", "en": "Publish the recording"},
    about={
        "sv": "Lägger ut länken till inspelningen på programpunktens sida.",
        "en": "Puts the link to the recording on the point's page.",
    },
    transactional=True,
)
def publish_recording(given: Film, context: Context) -> None:
    point = load(given.point)
    point.recording_url = given.recording_url or point.recording_url
    point.recording_published_at = clock.now()
    save(point)
    Recording.objects.filter(point=point).update(findings=[])
    picture.tell("point.watchable", point)
