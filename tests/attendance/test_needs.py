"""Food and accessibility: read by those who look after the point, and by nobody who reads the database."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from gorel.attendance import actions, columns, needs, privacy
from gorel.attendance.models import Correction, Registration
from gorel.ground import sealing

pytestmark = pytest.mark.django_db


def _everything_in_the_database() -> str:
    """Return every value of every table as text, bytes as they stand."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                said += [
                    bytes(one).decode("latin-1") if isinstance(one, bytes | memoryview) else str(one) for one in row
                ]
    return "\n".join(said)


def test_needs_are_read_by_the_secretary_and_the_participant_and_stand_nowhere_in_plain_words(world):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=None, asks_food=True, asks_access=True)
    registration = world.sign_up(point, food="Halal", access="Rullstol")
    assert not any(word in _everything_in_the_database() for word in ("Halal", "Rullstol"))

    actions.correct(registration=registration, name="Åsa Öberg", organisation="", food="Kosher", access="Rullstol")
    registration = Registration.objects.get()
    assert (registration.food, registration.access, Correction.objects.count()) == ("Kosher", "Rullstol", 0)
    assert not any(word in _everything_in_the_database() for word in ("Halal", "Kosher", "Rullstol"))

    point.refresh_from_db()
    shown = {str(label): str(value(registration)) for label, value in columns.of(point)}
    assert {"Kosher", "Rullstol"} <= set(shown.values())
    (said,) = privacy.extract(registration.email)["registrations"]
    assert (said["food"], said["needs"]) == ("Kosher", "Rullstol")

    assert needs.forget(point.registrations.all()) == 1
    registration.refresh_from_db()
    assert (registration.food, registration.access, bytes(registration.needs_key)) == ("", "", b"")


def test_a_correction_that_waits_holds_nothing_in_plain_words():
    packed = needs.packed({"guests": ["Bo Ek"], "food": "Halal"})
    assert "Halal" not in json.dumps(packed)
    assert needs.unpacked(packed) == {"guests": ["Bo Ek"], "food": "Halal"}


def test_one_registrations_needs_do_not_open_in_anothers_row(world):
    point = world.seminar()
    first, second = world.sign_up(point, food="Halal"), world.sign_up(point, "Bo Ek", food="Vegan")
    Registration.objects.filter(pk=second.pk).update(needs=bytes(first.needs))
    with pytest.raises(sealing.CannotOpen):
        _ = Registration.objects.get(pk=second.pk).food
