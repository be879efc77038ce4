"""A kept recording is accessible before it is published: captions, chapters, the film itself, the library."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from gorel.cases import queries, runtime, travel
from gorel.cases.models import Case
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.programme import actions, json_ld, recordings
from gorel.programme.models import FilmPart, Point

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

GOOD = """WEBVTT

NOTE written by hand

1
00:00:01.000 --> 00:00:04.000 align:start
<v Anna>Välkomna till Öppna data.

00:00:05.000 --> 00:00:09.500
I dag talar vi om bussar.

00:00:20.000 --> 00:00:57.000
Och sedan tar vi frågor.
"""
FACTS = {"length_s": 60, "captions": "film", "captions_are_read": True, "is_described": True}
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


@pytest.fixture(autouse=True)
def _today(living):
    """Let the home's own clock go."""


@pytest.fixture
def held(world) -> Point:
    """A published point that has been held, whose film was told of."""
    point = world.point(is_recorded=True)
    actions.submit_point(point=point, by=world.julia.actor)
    Worker().drain()
    task = queries.open_task(business_key=str(point.uid), element="review")
    runtime.complete(task, variables={"decision": "publish", "reason": None})
    Worker().drain()
    travel.to(datetime(2021, 10, 7, tzinfo=clock.ZONE))
    return Point.objects.get(pk=point.pk)


def test_a_film_without_captions_waits_is_asked_for_weekly_and_published_when_mended(held, world, living):
    recordings.save(point=held, by=world.julia.actor, url="https://play.example.se/film", facts={})
    Worker().drain()
    held.refresh_from_db()
    assert held.recording_published_at is None
    wanted = "Inspelningen kan inte publiceras än: Öppna data i staden"
    assert [str(letter["Subject"]) for letter in living.letters].count(wanted) == 1

    travel.to(datetime(2021, 10, 15, tzinfo=clock.ZONE))
    assert [str(letter["Subject"]) for letter in living.letters].count(wanted) == 2

    recordings.save(point=held, by=world.julia.actor, facts=FACTS | {"captions": "file", "captions_text": GOOD})
    Worker().drain()
    held.refresh_from_db()
    assert held.recording_published_at == clock.now()
    assert not Case.objects.filter(process__key__in=("point", "recording")).exclude(state="completed").exists()


def test_a_recording_that_is_taken_away_is_asked_for_no_more(held, world):
    recordings.save(point=held, by=world.julia.actor, url="https://play.example.se/film", facts={})
    Worker().drain()
    recordings.take_away(point=Point.objects.get(pk=held.pk), by=world.julia.actor)
    Worker().drain()
    assert Case.objects.get(process__key="recording").state == "completed"
    assert Point.objects.get(pk=held.pk).recording_published_at is None


def test_the_organiser_puts_in_film_captions_and_chapters_and_everybody_watches(held, world, client):
    client.force_login(world.julia)
    address = f"/my-points/{held.uid}/recording/"
    given = {
        "film": SimpleUploadedFile("f.mp4", MP4), "length": "1:00", "captions": "file", "captions_language": "sv",
        "captions_file": SimpleUploadedFile("t.vtt", GOOD.encode()), "captions_are_read": "on", "is_described": "on",
        "chapters": "0:00 Välkommen\n0:20 Frågor",
    }  # fmt: skip
    assert client.post(address, given).status_code == 302
    Worker().drain()
    client.logout()
    held.refresh_from_db()
    assert held.recording_published_at is not None
    page = client.get(held.get_absolute_url()).content.decode()
    assert f'<source src="/recordings/{held.uid}/film/" type="video/mp4">' in page
    assert f'<track kind="captions" src="/recordings/{held.uid}/captions.vtt" srclang="sv"' in page
    assert "#t=20" in page
    assert client.get(f"/recordings/{held.uid}/captions.vtt").content.decode() == GOOD
    part = client.get(f"/recordings/{held.uid}/film/", headers={"range": "bytes=4-7"})
    assert (part.status_code, part.getvalue(), part["Content-Range"]) == (206, b"ftyp", f"bytes 4-7/{len(MP4)}")
    assert client.get(f"/recordings/{held.uid}/film/").getvalue() == MP4
    assert client.get(f"/recordings/{held.uid}/film/", headers={"range": "bytes=900-"}).status_code == 416
    assert "Och sedan tar vi frågor." in client.get(f"/recordings/{held.uid}/text/").content.decode()
    film = json_ld.event(held)["recordedIn"]
    assert (film["@type"], film["duration"], [one["startOffset"] for one in film["hasPart"]]) == (
        "VideoObject", "PT60S", [0, 20],
    )  # fmt: skip


def test_before_it_is_published_nobody_outside_sees_the_film(held, world, client):
    client.force_login(world.julia)
    client.post(f"/my-points/{held.uid}/recording/", {"film": SimpleUploadedFile("f.mp4", MP4)})
    assert client.get(f"/recordings/{held.uid}/film/").status_code == 200
    client.logout()
    assert [client.get(f"/recordings/{held.uid}/{name}").status_code for name in ("", "film/", "captions.vtt")] == [
        404, 404, 404,
    ]  # fmt: skip


def test_what_is_no_film_is_refused_whatever_its_name_says(held, world, client):
    client.force_login(world.julia)
    answer = client.post(f"/my-points/{held.uid}/recording/", {"film": SimpleUploadedFile("f.mp4", b"MZ" + MP4)})
    assert (answer.status_code, FilmPart.objects.count()) == (400, 0)
    assert "ingen film i MP4 eller WebM" in answer.content.decode()


def test_a_film_of_many_parts_is_given_back_byte_for_byte(held, world, monkeypatch):
    monkeypatch.setattr(recordings, "PART", 7)
    film = MP4 + bytes(range(100))
    recording = recordings.keep_film(point=held, by="görel", file=SimpleUploadedFile("f.mp4", film))
    assert b"".join(recordings.film(recording, 0, len(film) - 1)) == film
    assert b"".join(recordings.film(recording, 13, 50)) == film[13:51]
    recordings.keep_film(point=Point.objects.get(pk=held.pk), by="görel", file=SimpleUploadedFile("f.mp4", MP4))
    assert FilmPart.objects.count() == -(-len(MP4) // 7)


def test_the_library_finds_recordings_by_words_theme_year_and_captions(held, world, client):
    recordings.save(point=held, by="görel", url="https://play.example.se/film", facts=FACTS)
    Worker().drain()

    def titles(query: str = "") -> bool:
        return "Öppna data i staden" in client.get(f"/recordings/{query}").content.decode()

    queries_ = ("", "?q=stad", "?theme=oppna-data", "?year=2021", "?captions=sv", "?organiser=goteborg")
    assert [titles(query) for query in queries_] == [True] * 6
    none = ("?q=brevduvor", "?theme=annat", "?year=2020", "?captions=en", "?organiser=skr", "?year=x%00")
    assert [titles(query) for query in none] == [False] * 5 + [True]
    document = client.get("/recordings/recordings.json").json()
    assert [one["recording_facts"]["captions"] for one in document["points"]] == ["sv"]
    assert "Öppna data i staden" in client.get("/recordings/atom.xml").content.decode()
