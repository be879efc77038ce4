"""Whoever works here sends files within the same day as everybody else; what is beyond is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import gorel
from gorel.accounts.models import Membership, Organisation, Person
from gorel.desk.workshop import saving
from gorel.desk.workshop.models import Draft

pytestmark = [pytest.mark.db, pytest.mark.django_db]
REFUSED = "”fil.zip” togs inte emot: härifrån har det skickats så många filer som går på ett dygn"


@pytest.fixture
def chief() -> Client:
    """An administrator, who may send everywhere, with a draft of hers."""
    town = Organisation.objects.create(name="Alingsås kommun", slug="alingsas", kind="municipality")
    person = Person.objects.create_person(email="anna@alingsas.example", name="Anna Ek")
    Membership.objects.create(person=person, organisation=town, role="administrator")
    saving.begin(organisation=town, name="Bidrag", files={"a.form": b"{}"}, by=person, note="")
    client = Client()
    client.force_login(person)
    return client


def refusal(client: Client, address: str, field: str) -> bool:
    """Send a file and say whether the page that comes back refuses it as too many."""
    page = client.post(address, {field: SimpleUploadedFile("fil.zip", b"PK")}, follow=True)
    return REFUSED in page.content.decode()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("workshop:begin", "files"), ("workshop:add-files", "files"), ("benefits:delegation-new", "file"),
        ("ideas:methods", "file"), ("packages:list", "file"),
    ],
)  # fmt: skip
def test_a_day_of_files_has_an_end_for_staff_too(chief, settings, name, field):
    address = reverse(name, args=[Draft.objects.get().uid] if name == "workshop:add-files" else [])
    settings.FILES_PER_DAY = 1
    assert not refusal(chief, address, field)
    assert refusal(chief, address, field)


def test_no_page_takes_files_past_the_count():
    """`forms.received` alone reads what a request brought; a page that asks Django for it counts nothing."""
    home = Path(gorel.__file__).parent
    found = {path.relative_to(home).as_posix() for path in home.rglob("*.py") if "request.FILES" in path.read_text()}
    assert found == {"forms/received.py"}, "take received.files(request) in its place"
