"""A programme point's page tells what challenges and solutions it is about, for the price of few questions."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from gorel.accounts.models import Membership, Organisation, Person
from gorel.ground import clock
from gorel.ideas import blocks
from gorel.ideas.models import Challenge, Solution
from gorel.ideas.words import Seen
from gorel.programme import actions

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_visitors_see_what_is_public_and_people_of_the_house_what_is_theirs(django_assert_num_queries):
    city = Organisation.objects.create(name="Staden", slug="staden", kind="municipality")
    point = actions.create_point(organiser=city, facts={"title_sv": "Svinn"})
    person = Person.objects.create_person(email="anna@example.se", name="Anna Andersson")
    Membership.objects.create(person=person, organisation=city, role=Membership.Role.EMPLOYEE)

    def seen_by(user):
        request = RequestFactory().get("/")
        request.user = user
        return [str(row.title) for row in (blocks.about_ideas(request, point) or {"rows": []})["rows"]]

    with django_assert_num_queries(1):
        assert seen_by(AnonymousUser()) == []
    for title, seen in (("Inom huset", Seen.ORGANISATION), ("För alla", Seen.PUBLIC)):
        challenge = Challenge.objects.create(
            organisation=city, slug=title.replace(" ", "-"), title=title, need="Mat kastas.", for_whom="Elever",
            seen=seen, opened_at=clock.now(), closes_on=date(2030, 1, 1),
        )  # fmt: skip
        challenge.points.add(point)
    for title, published_at in (("Svinnvågen", clock.now()), ("Utkast", None)):
        solution = Solution.objects.create(
            organisation=city, slug=title.lower(), title=title, what="En våg.", for_whom="Skolor",
            published_at=published_at, contact=person,
        )  # fmt: skip
        solution.points.add(point)
    with django_assert_num_queries(3):
        assert seen_by(AnonymousUser()) == ["För alla", "Svinnvågen"]
    assert sorted(seen_by(person)) == ["För alla", "Inom huset", "Svinnvågen"]
