"""Everybody follows every link they see: no dead end, no fault, and nothing of another organisation, whatever the role.

Each town's own things hold its word (`towns`), so that one look at a page tells whose they are. The walks are on
PostgreSQL where it is: on SQLite `test_rights` opens the same pages for everybody.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from gorel.ground import clock
from with_postgres import binaries

from . import towns
from .rights_table import lines
from .test_rights import address, views
from .towns import ROLES, Town

pytestmark = [
    pytest.mark.db, pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(900),
    pytest.mark.skipif(
        "postgresql" not in os.environ.get("GOREL_DATABASE", "") and binaries() is not None,
        reason="walked on PostgreSQL: python tests/with_postgres.py pytest tests/site/test_crawl.py",
    ),
]  # fmt: skip
LINK = re.compile(r"""<(?:a|iframe|img|link)\b[^>]*?\b(?:href|src)="([^"#]+)""")
EACH = 3  # pages of a sort that one person of ours opens: the fourth case's is like the third's; of theirs one is
EVERYBODY = tuple(role for role in ROLES if role not in ("editor", "operator"))  # as `towns` makes them
# What nobody reaches by a link, in two towns where nothing of that kind has happened, or that is no page of the site's.
UNLINKED = {
    "metrics", "health", "live", "ready", "clock", "styleguide", "demo-sign-in", "desk:evidence", "desk:live",
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_error", "socialaccount_login_cancelled",
    "opendata:None", "desk:offered", "programme:film", "robots:webhook", "desk:ability-pause", "ideas:trial-change",
    "account_login", "sign-in", "ideas:introduce",  # two names of one address; what one introduces is another's
}  # fmt: skip
OWN = {"programme:import-report", "programme:import-listing"}  # one person's alone, whatever the roles


@dataclass
class Walk:
    """What one person saw. Shape: pages are texts by address."""

    name: str
    town: Town
    pages: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def holding(self, word: str) -> list[str]:
        return [f"{self.name}: {address}" for address, text in self.pages.items() if word in text]


def walk(name: str, town: Town, *, each: int = EACH) -> Walk:
    """Open what the table says that the person may open of their town, and follow every link from there.

    A page that is open to everybody is opened once of each sort; nobody, who sees little else, opens more of them.
    """
    person, roles = town.people.get(name), EVERYBODY if name == "everybody" else (name,)
    client, walked = Client(raise_request_exception=False), Walk(name, town)
    is_open = {line.view for line in lines() if line.may["nobody"] == "+"} if person else set()
    left = ["/"]
    if person is not None:
        client.force_login(person)
        left += [
            address(line, town, person)
            for line in lines()
            if line.method == "get"
            and any(line.may[role] == "+" for role in roles)
            and not (name == "everybody" and line.view in OWN)
        ]
    known, opened = set(), Counter[str]()
    while left:
        there = left.pop(0)
        parts = urlsplit(there)
        # One page of each list, and one sort of it, is enough: the same names in the query are the same page.
        page = parts.path, tuple(sorted({key for key, _value in parse_qsl(parts.query)}))
        if parts.netloc or page in known or not _is_ours(parts.path) or parts.path.startswith("/desk/live/"):
            continue
        known.add(page)
        view = view_of(there)
        opened[view] += 1
        if opened[view] > (1 if view in is_open else each):
            continue
        answer = client.get(there)
        if answer.status_code in (301, 302):
            left.append(urljoin(there, answer["Location"]))
            walked.pages[there] = ""
            continue
        text = read(b"".join(answer))
        walked.pages[there] = text
        if answer.status_code >= 400 and not (answer.status_code == 422 and parts.query):
            walked.faults.append(f"{name}: {there} answers {answer.status_code}")
        if answer.get("Content-Type", "").startswith("text/html"):
            left += [urljoin(there, found.replace("&amp;", "&")) for found in LINK.findall(text)]
    return walked


def view_of(there: str) -> str:
    """Return the name of the view behind an address; "" for none of ours."""
    try:
        return resolve(urlsplit(there).path).view_name
    except Resolver404:
        return ""


def read(content: bytes) -> str:
    """Return the text of a page or a file; of a spreadsheet or another archive that of all that lies in it."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace")


def _is_ours(path: str) -> bool:
    return path.startswith("/") and not path.startswith(("/static/", "//"))


@pytest.fixture(scope="module")
def walks(django_db_setup: None, django_db_blocker: Any) -> list[Walk]:
    """The walks of everybody, in both towns, and of nobody; the towns are gone when they are done."""
    with django_db_blocker.unblock(), clock.held(towns.NOW), transaction.atomic():
        ours, theirs = towns.two()
        found = [walk(name, ours) for name in (*ROLES, "everybody", "nobody")]
        found += [walk(name, theirs, each=1) for name in (*ROLES, "everybody")]
        transaction.set_rollback(True)
    return found


def test_no_link_leads_to_a_fault_or_a_dead_end(walks: list[Walk]) -> None:
    faults = [fault for one in walks for fault in one.faults]
    assert not faults, "\n".join(faults)


def test_nobody_sees_anything_of_another_organisation(walks: list[Walk]) -> None:
    words = {one.town.word for one in walks}
    seen = []
    for one in walks:
        foreign = words if one.name == "nobody" else words - {one.town.word}
        seen += [page for word in foreign for page in one.holding(word)]
    assert not seen, "\n".join(seen)


def test_everybody_sees_something_of_their_own(walks: list[Walk]) -> None:
    assert [one.name for one in walks if one.name != "nobody" and not one.holding(one.town.word)] == []


def test_every_page_of_the_site_was_walked_by_somebody(walks: list[Walk]) -> None:
    """A view that is asked for with GET and that nobody came to is one that the walks would never find faults in."""
    pages = {line.view for line in lines() if line.method == "get"}
    assert pages <= set(views())
    came_to = {view_of(there) for one in walks for there in one.pages}
    forgotten = pages - came_to - UNLINKED
    assert not forgotten, sorted(forgotten)
