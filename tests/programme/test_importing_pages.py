"""Reading a list in by the pages: what would happen first, then the decision, and only where one has a say."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gorel.accounts.models import Organisation
from gorel.programme.models import Import, Point
from programme.conftest import member

pytestmark = [pytest.mark.db, pytest.mark.django_db]
ADDRESS = "/my-points/import/"


def choose(client, week, text: str, **other):
    file = SimpleUploadedFile("lista.csv", text.encode())
    return client.post(ADDRESS, {"file": file, "week": week.pk, **other})


def test_an_editor_sees_each_row_first_and_then_reads_it_in(client, world):
    client.force_login(world.erik)
    assert client.get(ADDRESS).status_code == 200
    shown = choose(client, world.week, "Titel;Arrangör;Datum\nVår dag;Kalmar kommun;4/10\nIngens;;5/10\n")
    page = client.get(shown["Location"])
    text = page.content.decode()
    assert "Inget har skrivits än" in text
    assert "Kalmar kommun är en ny organisation" in text
    assert "Arrangör saknas: skriv vems programpunkten är" in text
    assert not Point.objects.exists()

    done = client.post(shown["Location"], follow=True).content.decode()
    point = Point.objects.get()
    assert f'href="/my-points/{point.uid}/"' in done
    assert (point.title_sv, point.week) == ("Vår dag", world.week)
    assert bytes(Import.objects.get().content) == b""
    client.post(shown["Location"])
    assert Point.objects.count() == 1
    assert "rad 3;Ingens;Inte inläst" in client.get(f"{shown['Location']}report.csv").content.decode()


def test_an_organiser_reads_in_for_the_own_organisation_only(client, world):
    client.force_login(world.julia)
    rows = "Titel;Arrangör;Datum\nVår;;4/10\nDeras;Kalmar kommun;4/10\n"
    shown = choose(client, world.week, rows, organiser=world.city.pk)
    client.post(shown["Location"])
    assert [(point.title_sv, point.organiser) for point in Point.objects.all()] == [("Vår", world.city)]
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    client.force_login(member("Sara Skåne", region, "organiser"))
    assert client.get(shown["Location"]).status_code == 404


def test_a_file_that_is_no_list_says_what_was_expected(client, world):
    client.force_login(world.erik)
    shown = choose(client, world.week, "hej\nhopp\n")
    page = client.get(shown["Location"])
    assert page.status_code == 400
    assert "Ingen rubrikrad hittades" in page.content.decode()
