"""What a person may do follows from memberships alone."""

from __future__ import annotations

import pytest

from gorel.accounts import rights
from gorel.accounts.models import Membership, Organisation, Person

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def city() -> Organisation:
    return Organisation.objects.create(name="Göteborgs Stad", slug="goteborg", kind=Organisation.Kind.MUNICIPALITY)


@pytest.fixture
def region() -> Organisation:
    return Organisation.objects.create(name="Business Region Göteborg", slug="brg", kind=Organisation.Kind.COMPANY)


@pytest.fixture
def julia(city: Organisation) -> Person:
    person = Person.objects.create_person(email=" Julia@Goteborg.example ", name="Julia Olander")
    Membership.objects.create(person=person, organisation=city, role="organiser")
    return person


def test_address_is_kept_in_small_letters(julia: Person) -> None:
    assert julia.email == "julia@goteborg.example"
    assert Person.objects.get_by_natural_key("JULIA@goteborg.example") == julia


def test_groups_name_role_and_organisation(julia: Person, city: Organisation) -> None:
    assert rights.groups_of(julia) == {f"organiser@{city.uid}"}


def test_may_holds_for_the_own_organisation_only(julia: Person, city: Organisation, region: Organisation) -> None:
    asked = [(role, where) for role in ("organiser", "editor") for where in (None, city, region, city.uid)]
    assert [question for question in asked if rights.may(julia, *question)] == [
        ("organiser", None),
        ("organiser", city),
        ("organiser", city.uid),
    ]


def test_somebody_who_may_not_sign_in_has_no_rights(julia: Person, city: Organisation) -> None:
    julia.is_active = False
    assert rights.groups_of(julia) == set()
    assert not rights.may(julia, "organiser", city)


def test_organisations_are_those_of_the_role(julia: Person, city: Organisation, region: Organisation) -> None:
    Membership.objects.create(person=julia, organisation=region, role="editor")
    assert list(rights.organisations_of(julia)) == [region, city]
    assert list(rights.organisations_of(julia, "organiser")) == [city]


def test_companies_are_public_only_when_the_public_owns_them(city: Organisation, region: Organisation) -> None:
    assert (city.is_public_sector, region.is_public_sector) == (True, False)
    region.is_publicly_owned = True
    assert region.is_public_sector
