"""Letters reach the right person, in that person's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from gorel.ability import Refused
from gorel.accounts.models import Organisation
from gorel.programme import actions, letters
from gorel.programme.models import CoOrganising, Point
from gorel.robots.mail import rendering
from programme.conftest import member

pytestmark = pytest.mark.db
FOUND = [{"code": "title", "text": "Titel saknas.", "text_en": "The title is missing."}]


def test_a_letter_speaks_its_receivers_language(world):
    world.julia.language = "en"
    world.julia.save()
    point = world.point(title_sv="")
    Point.objects.filter(pk=point.pk).update(missing=FOUND)
    with translation.override("sv"):
        letter = rendering.render(letters.compose("missing_facts", str(point.uid)))
    assert letter.subject == "Facts are missing: your programme point without a title"
    assert "- The title is missing.\n" in letter.text
    assert "Wednesday 6 October 2021, 13:00–13:45" in letter.text


@pytest.mark.parametrize("kind", sorted(letters.KINDS))
def test_every_kind_can_be_written_in_text_and_html(world, kind):
    point = world.point()
    letter = rendering.render(letters.compose(kind, str(point.uid)))
    assert "Öppna data i staden" in letter.subject
    assert ("Öppna data i staden" in letter.text, "Öppna data i staden" in letter.html) == (True, True)
    assert point.joining_link not in letter.text + letter.html


def test_without_a_contact_the_organisations_own_people_get_it(world):
    point = actions.create_point(week=world.week, organiser=world.city, facts=world.facts(contact=None))
    assert letters.compose("published", str(point.uid)).to_address == world.julia.email

    world.julia.is_active = False
    world.julia.save()
    anna = member("Anna Andersson", world.city, "secretary")
    assert letters.compose("published", str(point.uid)).to_address == anna.email


def test_with_nobody_to_write_to_a_person_must_look(world):
    point = world.point(contact=None)
    world.julia.memberships.all().delete()
    with pytest.raises(Refused, match="has no contact"):
        letters.compose("published", str(point.uid))


@pytest.mark.parametrize("kind", sorted(letters.ASKING_KINDS))
def test_letters_about_co_organisers_can_be_written_too(world, kind):
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    sara = member("Sara Skåne", region, "organiser")
    asking = CoOrganising.objects.create(point=world.point(), organisation=region)
    composed = letters.compose_asking(kind, str(asking.pk))
    assert composed.to_address == (sara if kind == "co_organising" else world.julia).email
    letter = rendering.render(composed)
    assert ("Region Skåne" in letter.text, "Region Skåne" in letter.html) == (True, True)
