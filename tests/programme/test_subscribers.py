"""Subscribers that others wrote, unmodified, follow a week that Görel's own web server shows.

vdirsyncer keeps four of its calendars as folders of files, khal keeps one by its UIDs and lists a folder, ical.js
(Thunderbird's reader) reads a feed, feedparser polls what is new. `make long` puts them into `build/clients`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from api import live
from gorel.ground import clock

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

HERE = Path(__file__).parent / "subscribers"
CLIENTS = live.ROOT / "build" / "clients"
BIN = CLIENTS / "venv" / "bin"
FEEDS = {
    "week": "/programme/veckan/calendar.ics",
    "theme": "/programme/veckan/calendar.ics?theme=data",
    "organiser": "/organisers/lerum/calendar.ics",
    "mine": "/programme/veckan/mine/calendar.ics?p=moves,stays,leaves",
}
Seen = tuple[int, str, datetime]  # SEQUENCE, STATUS, DTSTART


@dataclass
class Home:
    """A home whose web server stands at *address*, and where its week is so far."""

    folder: Path
    address: str
    uids: dict[str, str] = field(default_factory=dict)
    first: date = date.min

    def do(self, step: str) -> None:
        """Let something happen to the week."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
        environment |= {"GOREL_HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": "gorel.site.settings"}
        told = json.loads(run(sys.executable, str(HERE / "week.py"), step, env=environment))
        self.uids, self.first = told["uids"], date.fromisoformat(told["first"])

    def at(self, day: int, hour: int) -> datetime:
        """Return a moment of the week on Swedish clocks."""
        return datetime.combine(self.first + timedelta(days=day), time(hour), tzinfo=clock.ZONE).astimezone(UTC)


def held(folder: Path, key: str) -> dict[str, Seen]:
    """Return what the files of a folder hold, by a property of theirs; each holds one event and its zone."""
    found: dict[str, Seen] = {}
    for path in folder.glob("*.ics"):
        calendar = Calendar.from_ical(path.read_bytes())
        (event,) = calendar.walk("VEVENT")
        assert {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")} == {"Europe/Stockholm"}
        assert str(event[key]) not in found, "an event stands in two files"
        moment = event.decoded("DTSTART").astimezone(UTC)
        found[str(event[key])] = (int(event["SEQUENCE"]), str(event["STATUS"]), moment)
    return found


@dataclass
class Syncer:
    """vdirsyncer with its own settings and memory, a folder for each of the feeds.

    What it reads over HTTP gets UIDs of its own, made from the contents; so an event is known by its page.
    """

    folder: Path

    def sync(self) -> None:
        """Sync all pairs; it exits with 1 when one of them fails."""
        run(str(BIN / "vdirsyncer"), "--config", str(self.folder / "config"), "sync")

    def held(self, name: str) -> dict[str, Seen]:
        """Return what stands in the files of a folder, by the points' short names."""
        return {page.rstrip("/").rpartition("/")[2]: seen for page, seen in held(self.folder / name, "URL").items()}

    def written(self) -> dict[Path, tuple[int, int]]:
        """Return which file was written when, and as which."""
        files = [path for name in FEEDS for path in (self.folder / name).iterdir()]
        return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}


@dataclass
class Importer:
    """khal with a calendar of its own, into which the week's feed is imported again and again."""

    folder: Path
    address: str

    def take(self) -> None:
        """Fetch the feed and import it; what it has already by UID is replaced."""
        with urllib.request.urlopen(self.address + FEEDS["week"]) as answer:
            (self.folder / "feed.ics").write_bytes(answer.read())
        self.khal("import", "--batch", "-a", "taken", str(self.folder / "feed.ics"))

    def khal(self, *words: str) -> str:
        """Run khal over its own calendar and the folder that vdirsyncer keeps; return what it said."""
        settings = self.folder / "khal"
        calendars = "".join(f"[[{name}]]\npath = {self.folder / name}\n" for name in ("taken", "week"))
        settings.write_text(
            f"[calendars]\n{calendars}[locale]\nlocal_timezone = Europe/Stockholm\n"
            "default_timezone = Europe/Stockholm\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
            "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
            f"[sqlite]\npath = {self.folder / 'khal.db'}\n",
            encoding="utf-8",
        )
        return run(str(BIN / "khal"), "--config", str(settings), *words)


def run(*command: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A week of four published points."""
    if not (CLIENTS / "ready").exists():
        pytest.skip("the subscribers are not here; make long installs them")
    with live.served(tmp_path / "home") as (address, _token):
        shown = Home(tmp_path / "home", address)
        shown.do("begin")
        yield shown


@pytest.fixture
def syncer(home: Home, tmp_path: Path) -> Syncer:
    """vdirsyncer, subscribed to the feeds."""
    lines = ["[general]", f'status_path = "{tmp_path}/status"']
    for name, path in FEEDS.items():
        (tmp_path / name).mkdir()
        lines += [
            f"[pair {name}]", f'a = "{name}_there"', f'b = "{name}_here"', "collections = null",
            f"[storage {name}_there]", 'type = "http"', f'url = "{home.address}{path}"',
            f"[storage {name}_here]", 'type = "filesystem"', f'path = "{tmp_path / name}"', 'fileext = ".ics"',
        ]  # fmt: skip
    (tmp_path / "config").write_text("\n".join(lines), encoding="utf-8")
    run(str(BIN / "vdirsyncer"), "--config", str(tmp_path / "config"), "discover")
    return Syncer(tmp_path)


def test_vdirsyncer_follows_a_week_a_theme_an_organiser_and_ones_own_programme(home: Home, syncer: Syncer) -> None:
    def now_held() -> dict[str, dict[str, Seen]]:
        """Sync, and once more, which must write nothing; return what is held by feed and point."""
        syncer.sync()
        before = syncer.written()
        syncer.sync()
        assert syncer.written() == before, "a sync that brings nothing new wrote"
        return {feed: syncer.held(feed) for feed in FEEDS}

    def expected(**points: Seen) -> dict[str, dict[str, Seen]]:
        only = lambda *names: {name: points[name] for name in names if name in points}  # noqa: E731
        themed = [name for name in points if name not in lost]
        return {
            "week": points, "theme": only(*themed), "organiser": only("stays", "leaves"),
            "mine": only("moves", "stays", "leaves"),
        }  # fmt: skip

    lost: set[str] = set()
    points = {
        "moves": (3, "CONFIRMED", home.at(0, 9)), "ends": (3, "CONFIRMED", home.at(0, 10)),
        "stays": (3, "CONFIRMED", home.at(0, 11)), "leaves": (3, "CONFIRMED", home.at(0, 13)),
    }  # fmt: skip
    assert now_held() == expected(**points)

    home.do("move")
    points["moves"] = (4, "CONFIRMED", home.at(1, 14))
    assert now_held() == expected(**points)

    home.do("cancel")
    points["ends"] = (4, "CANCELLED", home.at(0, 10))
    assert now_held() == expected(**points)

    home.do("come_back")
    points["ends-2"] = (4, "CONFIRMED", home.at(2, 10))
    assert now_held() == expected(**points)

    home.do("leave")
    points["leaves"] = (4, "CONFIRMED", home.at(0, 13))
    lost.add("leaves")
    assert now_held() == expected(**points)

    home.do("withdraw")
    del points["leaves"]
    assert now_held() == expected(**points)

    home.do("rename")
    assert now_held() == expected(**points)
    (renamed,) = [path for path in syncer.written() if path.parent.name == "organiser"]
    event = Calendar.from_ical(renamed.read_bytes()).walk("VEVENT")[0]
    assert "Lerums kommun" in str(event["DESCRIPTION"])

    listed = Importer(syncer.folder, home.address).khal(
        "list", "-a", "week", "--format", "{start-date} {start-time} {url}", "--day-format", "",
        home.first.isoformat(), "5d",
    )  # fmt: skip
    wanted = [
        f"{seen[2].astimezone(clock.ZONE):%Y-%m-%d %H:%M} {home.address}/programme/veckan/{name}/"
        for name, seen in points.items()
    ]
    assert sorted(listed.split()) == sorted(" ".join(wanted).split())


def test_khal_replaces_what_it_has_by_its_uid(home: Home, tmp_path: Path) -> None:
    importer = Importer(tmp_path, home.address)
    for name in ("taken", "week"):
        (tmp_path / name).mkdir()

    def now_held() -> dict[str, Seen]:
        importer.take()
        importer.take()
        names = {uid: name for name, uid in home.uids.items()}
        return {names[uid]: seen for uid, seen in held(tmp_path / "taken", "UID").items()}

    points = {
        name: (3, "CONFIRMED", home.at(0, hour))
        for name, hour in (("moves", 9), ("ends", 10), ("stays", 11), ("leaves", 13))
    }
    assert now_held() == points
    for step in ("move", "cancel", "come_back"):
        home.do(step)
    points["moves"] = (4, "CONFIRMED", home.at(1, 14))
    points["ends"] = (4, "CANCELLED", home.at(0, 10))
    points["ends-2"] = (4, "CONFIRMED", home.at(2, 10))
    assert now_held() == points


def test_icaljs_reads_every_point_at_its_moment_and_its_texts_whole(home: Home) -> None:
    (CLIENTS / "read.mjs").write_bytes((HERE / "read.mjs").read_bytes())
    told = json.loads(run("node", "read.mjs", home.address + FEEDS["week"], cwd=CLIENTS))
    hours = {"moves": 9, "ends": 10, "stays": 11, "leaves": 13}
    assert {uid: one["start"] for uid, one in told.items()} == {
        home.uids[name]: f"{home.at(0, hour):%Y-%m-%dT%H:%M:%SZ}" for name, hour in hours.items()
    }
    odd = told[home.uids["stays"]]
    assert odd["summary"].startswith("Stays Två rader\ni ett\nstycke; komma, och ”citat” \\ slut\n. Åäö 🤖 ")
    assert odd["categories"] == ["Öppna data, fritt"]


def test_feedparser_polls_what_is_new_and_keeps_one_entry_for_each_point(home: Home) -> None:
    address = f"{home.address}/programme/veckan/atom.xml"

    def poll(etag: str | None = None) -> dict[str, Any]:
        words = [address, *([etag] if etag else [])]
        return json.loads(run(str(BIN / "python"), str(HERE / "poll.py"), *words))

    first = poll()
    assert (first["status"], first["problem"], len(first["entries"])) == (200, "", 4)
    assert poll(first["etag"]) == {"status": 304, "problem": "", "etag": first["etag"], "entries": {}}

    home.do("move")
    second = poll(first["etag"])
    moved = f"urn:uuid:{home.uids['moves'].removeprefix('point-').partition('@')[0]}"
    assert (second["status"], second["etag"] != first["etag"], second["problem"]) == (200, True, "")
    assert second["entries"].keys() == first["entries"].keys()
    assert {key for key, one in second["entries"].items() if one != first["entries"][key]} == {moved}
    assert second["entries"][moved]["updated"] > first["entries"][moved]["updated"]
    assert "14.00" in second["entries"][moved]["summary"]

    home.do("cancel")
    third = poll(second["etag"])
    changed = [one["title"] for key, one in third["entries"].items() if one != second["entries"][key]]
    assert [title[:10] for title in changed] == ["Inställt: "]
    home.do("withdraw")
    assert len(poll(third["etag"])["entries"]) == 3
