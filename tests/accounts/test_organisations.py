"""Organisations are founded, verified, joined and merged by those who may, and nobody gains a role by a trick."""

from __future__ import annotations

import threading

import pytest
from django.core import mail

from gorel.accounts import organising, rights
from gorel.accounts.models import Membership, Organisation, Person

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def city() -> Organisation:
    return Organisation.objects.create(
        name="Göteborgs Stad", slug="goteborg", kind="municipality", email_domain="goteborg.example"
    )


def person(
    name: str, organisation: Organisation | None = None, role: str = "organiser", domain: str = "goteborg"
) -> Person:
    made = Person.objects.create_person(email=f"{name.lower()}@{domain}.example", name=name)
    if organisation is not None:
        Membership.objects.create(person=made, organisation=organisation, role=role)
    return made


def letters() -> list[mail.EmailMessage]:
    """Return what was mailed. Letters leave beside the request."""
    for thread in threading.enumerate():
        if thread.name == "letter beside":
            thread.join(5)
    return mail.outbox


def test_an_administrator_invites_and_takes_roles_away(client, city):
    anna = person("Anna", city, "administrator")
    client.force_login(anna)
    page = "/organisations/goteborg/"
    assert "Anna" in client.get(page).content.decode()
    client.post(f"{page}members/", {"email": "Bo@goteborg.example", "name": "Bo Ek", "role": "organiser"})
    bo = Person.objects.get(email="bo@goteborg.example")
    assert rights.roles_of(bo) == {"organiser"}
    told = [(letter.to, letter.subject) for letter in letters()]
    assert told == [(["bo@goteborg.example"], "Du kan arbeta med Göteborgs Stad i Görel")]
    client.post(f"{page}members/", {"remove": bo.memberships.get().pk})
    assert rights.roles_of(bo) == set()
    assert "Bo Ek har inte längre rollen arrangör." in client.get(page).content.decode()
    client.post(f"{page}members/", {"give-back": "1"})
    assert rights.roles_of(bo) == {"organiser"}, "taken away by mistake, and given back"
    client.post(f"{page}members/", {"give-back": "1"})
    assert "har inte längre" not in client.get(page).content.decode()
    client.post(f"{page}members/", {"remove": anna.memberships.get().pk})
    assert rights.roles_of(anna) == {"administrator"}, "somebody must be left"


def test_an_administrator_sees_and_changes_the_own_organisation_only(client, city):
    other = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    client.force_login(person("Anna", city, "administrator"))
    assert "Region Skåne" not in client.get("/organisations/").content.decode()
    assert client.get("/organisations/skane/").status_code == 404
    assert client.post("/organisations/skane/members/", {"email": "x@y.example", "role": "editor"}).status_code == 404
    assert client.post("/organisations/goteborg/verify/").status_code == 403
    assert not other.memberships.exists()


def test_an_editor_verifies_what_a_list_has_brought_and_sees_no_addresses(client, city):
    person("Bo", city, "administrator")
    owner = Organisation.objects.create(name="Ägaren", slug="owner", kind="agency")
    client.force_login(person("Erik", owner, "editor", "owner"))
    assert "bo@goteborg.example" not in client.get("/organisations/goteborg/").content.decode()
    client.post("/organisations/goteborg/verify/")
    city.refresh_from_db()
    assert (city.is_verified, city.verified_by.name) == (True, "Erik")
    answer = client.post("/organisations/goteborg/", {"name": "Kapad", "kind": "company"})
    assert answer.status_code == 404
    made = client.post("/organisations/new/", {"name": "Ny förening", "kind": "civil-society", "number": "8020021234"})
    assert made["Location"] == "/organisations/ny-forening/"
    assert Organisation.objects.get(slug="ny-forening").number == "802002-1234"


def test_an_address_at_the_domain_may_join_once_it_has_signed_in(city):
    assert organising.newcomer("eva@goteborg.example") is None
    city.domain_may_join = True
    city.save()
    assert organising.newcomer("eva@goteborg.example") is None, "not before the organisation is verified"
    organising.verify(organisation=city, by=person("Erik", domain="owner"))
    eva = organising.newcomer("eva@goteborg.example")
    assert rights.roles_of(eva) == set()
    organising.join_by_domain(person=eva)
    assert rights.groups_of(eva) == {f"organiser@{city.uid}"}
    assert organising.newcomer("eva@notgoteborg.example") is None


def test_a_merge_moves_all_but_the_roles_of_strangers(city):
    from gorel.programme.models import Point

    twin = Organisation.objects.create(name="Göteborg stad", slug="goteborg-stad")
    bo, stranger = person("Bo", twin), person("Mallory", twin, domain="evil")
    point = Point.objects.create(organiser=twin, slug="ett")
    shared = Point.objects.create(organiser=city, slug="tva")
    shared.co_organisers.add(twin)
    assert list(organising.alike(twin)) == [city]
    organising.merge(duplicate=twin, into=city)
    point.refresh_from_db()
    assert (point.organiser, list(shared.co_organisers.all())) == (city, [city])
    assert rights.groups_of(bo) == {f"organiser@{city.uid}", f"organiser@{twin.uid}"}, "open tasks name the old one"
    assert rights.groups_of(stranger) == set()
    with pytest.raises(organising.NotPossible):
        organising.merge(duplicate=twin, into=city)
