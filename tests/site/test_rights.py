"""Every view of the site answers every role as the table says: the own organisation's, another's, and nobody.

Who may what is decided by our code, on any database alike: this is asked on SQLite alone, and `test_crawl` opens the
same pages on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gorel.accounts.models import Person
from gorel.ground import clock

from . import towns
from .rights_table import Line, lines
from .towns import ROLES, Town

NAMELESS = {"opendata:None": "/open/nowhere"}  # views whose address has no name
ELSEWHERE = "192.0.2.7"  # whoever asks from this machine itself watches over her


def views(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Yield the name of every view of the site."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from views(one, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}"


def address(line: Line, town: Town, person: Person | None) -> str:
    """Return the address of a line about a row of the town's. A try-out is one person's alone."""
    if line.view in NAMELESS:
        return NAMELESS[line.view]
    if line.view == "robots:answer":
        return str(town.at["ask"][0])
    own = town.at.get(f"trial of {person.pk}") if line.about == "trial" and person else None
    about = own or town.at["trial of editor" if line.about == "trial" else line.about or "nothing"]
    return reverse(line.view, args=about)


def ask(client: Client, line: Line, town: Town, person: Person | None) -> HttpResponseBase:
    """Return what the view answers; whatever it changed is taken back."""
    sent = town.sent.get(line.sent, {})
    with transaction.atomic():
        answer: Any = getattr(client, line.method)(address(line, town, person), sent)
        if line.view == "desk:live" and answer.streaming:
            answer._resource_closers[0]()
        elif answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return answer


def said(answer: Any) -> str:
    """Return the mark of the table that an answer stands for; what is none of them as its number."""
    if answer.status_code in (401, 403, 404):
        return "."
    if answer.status_code == 302 and answer["Location"].startswith(f"{reverse('sign-in')}?next="):
        return "s"
    return "+" if answer.status_code < 500 and answer.status_code != 405 else str(answer.status_code)


def test_every_view_stands_in_the_table_once() -> None:
    assert sorted(line.view for line in lines()) == sorted(views())


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_each_view_answers_each_role_as_the_table_says(db: None) -> None:
    with clock.held(towns.NOW):
        ours, theirs = towns.two()
        who = {role: ours.people[role] for role in ROLES} | {"other": theirs.everybody, "nobody": None}
        wrong = []
        for role, person in who.items():
            client = Client(raise_request_exception=False, REMOTE_ADDR=ELSEWHERE)
            if person is not None:
                client.force_login(person)
            session = client.cookies.get("sessionid")
            for line in lines():
                if session is not None:
                    client.cookies["sessionid"] = session.value  # signing out is a view, too
                found = said(ask(client, line, ours, person))
                if found != line.may[role]:
                    wrong.append(f"{line.view}: {role} may {line.may[role]}, but {found}")
    assert not wrong, "\n".join(sorted(wrong))
