"""A file of facts is loaded whole or not at all, and says on which line it is wrong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

import gorel.site.demo
from gorel.accounts.models import Membership, Organisation
from gorel.ground import clock
from gorel.programme import loading
from gorel.programme.models import Point, Week

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DEMO = Path(gorel.site.demo.__file__).parent

SMALL = """
[[organisations]]
slug = "kfi"
name = "KFi"
kind = "academy"

[[seminars]]
slug = "ett"
organiser = "kfi"
day = 2020-10-23
starts = 09:00:00
ends = 11:00:00
"""


def refused(text: str) -> list[str]:
    with pytest.raises(loading.BadFacts) as refusal:
        loading.load_text(text, name="f.toml")
    assert not Point.objects.exists()
    return refusal.value.findings


def test_the_seminar_of_2020_has_every_fact_of_its_invitation():
    assert str(loading.load(DEMO / "kfi-2020.toml")) == "kfi-2020.toml: 1 organisations, 1 people, 1 seminars"

    seminar = Point.objects.get()
    swedish = [
        moment.astimezone(clock.ZONE).isoformat() for moment in (seminar.starts_at, seminar.ends_at, seminar.link_at)
    ]
    assert swedish == ["2020-10-23T09:00:00+02:00", "2020-10-23T11:00:00+02:00", "2020-10-21T09:00:00+02:00"]
    assert (seminar.week, seminar.organiser.slug, seminar.platform, seminar.is_free) == (None, "kfi", "Zoom", True)
    assert (seminar.registration_last_day_on, seminar.web_page) == (date(2020, 10, 16), "https://www.kfi.se")
    assert [(person.name, person.title) for person in seminar.contributors.all()] == [
        ("Jessica Alghed", "fil dr"),
        ("Christian Jensen", "docent"),
    ]
    assert seminar.on_date.isoweekday() == 5


def test_the_week_of_2021_lacks_what_its_text_lacks():
    loading.load(DEMO / "innovationsveckan-2021.toml")

    week = Week.objects.get()
    assert (week.starts_on.isoweekday(), week.ends_on.isoweekday()) == (1, 5)
    assert [one.slug for one in week.initiators.order_by("slug")] == [
        "digg",
        "skr",
        "upphandlingsmyndigheten",
        "vinnova",
    ]
    city = [
        (point.title_sv, point.on_date, point.starts_at and point.starts_at.astimezone(clock.ZONE), point.is_recorded)
        for point in Point.objects.filter(organiser__slug="goteborgs-stad").order_by("pk")
    ]
    wednesday = date(2021, 10, 6)
    assert city == [
        ("Görel – stadens digitala medarbetare", date(2021, 10, 4), datetime(2021, 10, 4, 13, tzinfo=clock.ZONE), True),
        ("Sommarjobbare tar sig an hållbarheten", wednesday, None, True),
        ("Öppna data – vad är det, och vad kan du göra med det?", wednesday, None, True),
        ("", None, None, True),
        ("", None, None, True),
    ]
    series = Point.objects.filter(series="Göteborg – Sveriges Innovationsmotor")
    assert {point.organiser.slug for point in series} == {"business-region-goteborg"}
    assert not Point.objects.exclude(state="draft").exists()


def test_loading_again_changes_nothing():
    loading.load_text(SMALL, name="f.toml")
    Organisation.objects.update(name="Rättat namn")
    assert str(loading.load_text(SMALL, name="f.toml")) == "f.toml: nothing new (2 were there already)"
    assert Organisation.objects.get().name == "Rättat namn"


def test_people_get_their_roles():
    loading.load(DEMO / "kfi-2020.toml")
    assert sorted(Membership.objects.values_list("role", flat=True)) == ["organiser", "secretary"]


def test_all_malformed_facts_are_said_at_once_with_line_and_key():
    text = SMALL.replace("day = 2020-10-23", 'day = "23 oktober"').replace('"academy"', '"school"')
    assert refused(text) == [
        'f.toml, line 5, [organisations] kind: "school" was found, expected one of municipality, region, agency, '
        "academy, company, civil-society, other.",
        'f.toml, line 10, [seminars] day: "23 oktober" was found, expected a date without quotes, as 2021-10-04.',
    ]


def test_a_misspelt_key_is_named_with_the_right_one():
    assert refused(SMALL + 'plattform = "Zoom"\n') == [
        "f.toml, line 13, [seminars] plattform: nothing is called plattform; did you mean platform."
    ]


def test_an_unknown_organiser_is_said_and_nothing_is_kept():
    assert refused(SMALL.replace('organiser = "kfi"', 'organiser = "kfo"')) == [
        "f.toml, line 9, [seminars] organiser: kfo is not known; declare it in this file or load the file that does."
    ]
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (("ends = 11:00:00", "ends = 08:00:00"), "line 12, [seminars] ends: the end must come after the start; "
         "for one after midnight write its day, too."),
        (("starts = 09:00:00\n", ""), "line 11, [seminars] ends: an end without a start; write starts, too."),
        (("day = 2020-10-23\n", ""), "line 10, [seminars] starts: a time needs its day; write day, too."),
        (("day = 2020-10-23\nstarts = 09:00:00\nends = 11:00:00", "day = 2021-03-28\nstarts = 02:30:00"),
         "line 11, [seminars] starts: expected a time that exists: that hour is skipped when summer time begins."),
    ],
)  # fmt: skip
def test_times_that_cannot_be_are_refused(change, finding):
    assert refused(SMALL.replace(*change)) == [f"f.toml, {finding}"]


def test_a_point_may_end_after_midnight():
    loading.load_text(SMALL.replace("ends = 11:00:00", "ends = 2020-10-24T01:00:00"))
    assert Point.objects.get().ends_at.astimezone(clock.ZONE).isoformat() == "2020-10-24T01:00:00+02:00"


def test_what_is_not_toml_is_said_with_its_line():
    assert refused("slug = ") == ["f.toml: this is not TOML: Invalid value (at end of document)."]


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(loading.BadFacts, match=r"No such file or directory\. Name a file that can be read"):
        loading.load(tmp_path / "none.toml")
