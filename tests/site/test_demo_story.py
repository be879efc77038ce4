"""The two real inputs, from the first of September 2020 to after the week of 2021, as the report tells it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections import Counter
from datetime import datetime

import pytest

import template
from headless import address, command, run
from postbox import open_postbox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(560)]
KILLS = int(os.environ.get("KILLS", "2"))  # `make crash` asks for twenty


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    with open_postbox() as post:
        report = run(tmp_path_factory.mktemp("home"), smtp=address(post))
    return report, post.letters


def _of_kind(report, kind):
    return [mail for mail in report["mails"] if mail["kind"] == kind]


def _seminar(report):
    return [row for row in report["registrations"] if row["point"].startswith("Kommunen som innovationsaktör")]


def test_forty_sign_up_in_time_and_three_withdraw(story):
    report, _ = story
    assert Counter(row["state"] for row in _seminar(report)) == {"registered": 37, "withdrawn": 3}
    assert max(row["registered_at"] for row in _seminar(report)) == "2020-10-16T23:41:00+02:00"


def test_joining_link_goes_once_to_each_who_is_registered_at_nine_on_the_set_day(story):
    report, _ = story
    links = _of_kind(report, "joining_link")
    registered = sorted(row["email"] for row in _seminar(report) if row["state"] == "registered")
    assert sorted(mail["to"] for mail in links) == registered
    assert {mail["sent_at"] for mail in links} == {"2020-10-21T09:00:00+02:00"}


def test_the_late_one_is_refused_and_nothing_personal_is_kept(story):
    report, taken = story
    (refused,) = report["refused"]
    assert refused["point"].startswith("Kommunen som innovationsaktör")
    assert (refused["at"], refused["reason"]) == ("2020-10-17T00:09:00+02:00", "closed")
    late = "nadja"
    assert [mail for mail in report["mails"] if late in mail["to"]] == []
    assert [row for row in report["registrations"] if late in row["email"]] == []
    assert [message for message in taken if late in message["To"]] == []


def test_everyone_registered_is_thanked_the_day_after(story):
    report, _ = story
    thanks = _of_kind(report, "thanks")
    assert {datetime.fromisoformat(mail["sent_at"]).date().isoformat() for mail in thanks} == {"2020-10-24"}
    assert len({mail["to"] for mail in thanks}) == len(thanks) == 37


def test_the_link_stands_in_no_other_mail(story):
    report, taken = story
    with_link = [message for message in taken if "zoom.example" in _everything(message)]
    assert len(with_link) == 37
    assert {message["Subject"] for message in with_link} == {m["subject"] for m in _of_kind(report, "joining_link")}


def _everything(message):
    """Return all that the receiver can read: every part, the calendar file too."""
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join(part if isinstance(part, str) else part.decode() for part in parts)


def test_organisers_of_incomplete_lectures_are_asked_for_what_is_missing(story):
    report, _ = story
    lectures = [point for point in report["points"] if point["organiser"] == "Göteborgs Stad"]
    assert Counter(point["state"] for point in lectures) == {"published": 2, "incomplete": 3}
    assert all(point["missing"] for point in lectures if point["state"] == "incomplete")
    incomplete = [point for point in report["points"] if point["state"] == "incomplete"]
    asked_about_the_link = 2  # of the lectures whose organisers answered, so that they could be published
    assert len(_of_kind(report, "missing_facts")) == len(incomplete) + asked_about_the_link


def test_the_lecture_is_sent_back_once_and_then_published(story):
    report, _ = story
    kinds = Counter(mail["kind"] for mail in report["mails"])
    assert (kinds["sent_back"], kinds["published"]) == (1, 3)  # another lecture and the seminar were published, too


def test_every_case_has_ended_or_waits_for_something_named(story):
    report, _ = story
    assert report["cases"]
    for case in report["cases"]:
        if case["ended_at"] is None:
            assert case["waiting_for"], case
            assert all(wait["element"] and wait["kind"] for wait in case["waiting_for"]), case


def test_outside_server_received_exactly_the_mails_of_the_report(story):
    report, taken = story
    assert Counter((message["To"].addresses[0].addr_spec, message["Subject"]) for message in taken) == Counter(
        (mail["to"], mail["subject"]) for mail in report["mails"]
    )


def test_time_is_freed(story):
    report, _ = story
    assert report["time_freed_minutes"] > 0


def _comparable(report):
    """Return the report without keys: what differs between two runs of the same story."""
    report = json.loads(json.dumps(report))
    for mail in report["mails"]:
        del mail["case"]
    for case in report["cases"]:
        del case["key"]
    return {name: sorted(map(json.dumps, rows)) if isinstance(rows, list) else rows for name, rows in report.items()}


def _killed(home, post, chance):
    """Run the story, killed soon after random letters have arrived and started again; return its report."""
    letters = sorted(chance.sample(range(130), KILLS))
    template.furnish(home)
    while True:
        line, environment, report = command(home, smtp=address(post))
        process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if letters:
            wanted = letters.pop(0)
            while len(post.letters) < wanted and process.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.3))
            assert process.poll() is None, "the story was over before its last kill"
            process.kill()
            process.communicate()
            continue
        _, errors = process.communicate(timeout=400)
        assert process.returncode == 0, errors
        return json.loads(report.read_text(encoding="utf-8"))


def test_killed_at_random_moments_nothing_is_lost_and_each_kill_doubles_one_letter_at_most(story, tmp_path):
    expected, _ = story
    seed = time.time_ns()
    print(f"seed {seed}")  # shown when it fails
    with open_postbox() as post:
        found = _killed(tmp_path, post, random.Random(seed))
    assert _comparable(found) == _comparable(expected)
    sent = Counter(message["Message-ID"] for message in post.letters)
    assert len(sent) == len(expected["mails"])
    assert sum(sent.values()) - len(sent) <= KILLS
