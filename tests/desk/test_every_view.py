"""Who may do what, view by view, in one table; and a walk through the site as each role.

A view of the desk or the accounts that does not stand in the table fails the test: whoever adds one says here who may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import gorel
from gorel.accounts import tokens
from gorel.accounts.models import Membership, Person
from gorel.cases import deployment, operations
from gorel.cases.models import Incident
from gorel.cases.queries import Query
from gorel.desk.models import Correction, Upgrade
from gorel.ground import sealing
from gorel.robots.models import Mail

from .conftest import NOW, PICTURE, Hall, deploy

pytestmark = [pytest.mark.db, pytest.mark.slow]

LETTER = Path(gorel.__file__).parent / "attendance/processes/letter.bpmn"
ROLES = ("editor", "organiser", "secretary", "administrator", "handler", "owner", "operator", "auditor")
ALL = frozenset(ROLES)
WORK = ALL - {"auditor"}
STEER = frozenset({"administrator", "owner", "operator"})
UNMASK = frozenset({"handler", "owner", "auditor"})
PROCESSES = frozenset({"editor", "administrator", "owner", "operator", "auditor"})
ROBOTS = frozenset({"administrator", "operator"})
AUDIT = frozenset({"administrator", "auditor"})
PEOPLE = frozenset({"administrator", "editor"})
ADMINISTRATOR, EDITOR, OPERATOR = (frozenset({one}) for one in ("administrator", "editor", "operator"))
TASK = frozenset({"handler"})  # the task of the table is the handlers'
ANYBODY = None  # without signing in; each of these has tests of its own
ROW, LIST = True, False  # a row of ours, which others never reach; a list, in which everybody finds their own

# view: (method, who may, of a row or a list, arguments, what is sent)
TABLE: dict[str, tuple[Any, ...]] = {
    "desk:inbox": ("get", ALL, LIST),
    "desk:start": ("get", ALL, LIST),
    "desk:following": ("get", ALL, LIST),
    "desk:live": ("get", ALL, LIST),
    "desk:many": ("post", WORK, LIST),
    "desk:saved-view": ("post", ALL, LIST),
    "desk:task": ("get", TASK, ROW, "task"),
    "desk:task-draft": ("post", TASK, ROW, "task"),
    "desk:take": ("post", TASK, ROW, "task"),
    "desk:give-back": ("post", TASK, ROW, "task"),
    "desk:hand-over": ("post", TASK, ROW, "task"),
    "desk:here": ("post", TASK, ROW, "task"),
    "desk:comment": ("post", WORK, ROW, "case"),
    "desk:follow": ("post", ALL, ROW, "case"),
    "desk:steer": ("get", STEER, ROW, "suspend"),
    "desk:correction-undo": ("post", STEER, ROW, "correction"),
    "desk:unmask": ("post", UNMASK, ROW, "case"),
    "desk:cases": ("get", ALL, LIST),
    "desk:cases-export": ("get", ALL, LIST),
    "desk:case": ("get", ALL, ROW, "case"),
    "desk:picture": ("get", ALL, ROW, "case"),
    "desk:processes": ("get", ALL, LIST),
    "desk:processes-export": ("get", ALL, LIST),
    "desk:process": ("get", PROCESSES, ROW, "process"),
    "desk:process-compare": ("get", PROCESSES, ROW, "process"),
    "desk:process-picture": ("get", PROCESSES, ROW, "version"),
    "desk:process-steward": ("get", ADMINISTRATOR, ROW, "process"),
    "desk:process-pause": ("get", STEER, ROW, "process"),
    "desk:system-uses": ("get", STEER, ROW, "process"),
    "desk:systems": ("get", PROCESSES, LIST),
    "desk:upgrade": ("get", PROCESSES, ROW, "upgrade"),
    "desk:upgrade-note": ("get", STEER, ROW, "organisation"),
    "desk:upgrade-take-back": ("post", STEER, ROW, "upgrade"),
    "desk:process-resume": ("get", STEER, ROW, "process"),
    "desk:incidents": ("get", ALL, LIST),
    "desk:retry": ("post", WORK, ROW, "incident"),
    "desk:evidence": ("get", frozenset(), ROW, "incident"),  # this one has no picture; see test_causes
    "desk:cause": ("get", ALL, LIST, None, "cause"),
    "desk:cause-retry": ("post", WORK, ROW, None, "cause"),
    "desk:care": ("post", WORK, ROW, None, "cause"),
    "desk:operations": ("get", ALL, LIST),
    "desk:operation-new": ("get", STEER, LIST),
    "desk:operation": ("get", ALL, ROW, "operation"),
    "desk:operation-change": ("post", STEER, ROW, "operation-pause"),
    "desk:robots": ("get", ROBOTS, LIST),
    "desk:token-new": ("post", ROBOTS, LIST),
    "desk:token-end": ("post", ROBOTS, ROW, "token"),
    "desk:ability-pause": ("get", OPERATOR, LIST, "ability"),
    "desk:outbox": ("get", ALL, LIST),
    "desk:outbox-search": ("post", ALL, LIST),
    "desk:mail": ("get", ALL, ROW, "mail"),
    "desk:mail-again": ("post", WORK, ROW, "mail"),
    "desk:letter": ("get", ALL, ROW, "mail"),
    "desk:attachment": ("get", ALL, ROW, "file"),
    "desk:time-freed": ("get", ALL, LIST),
    "desk:time-freed-export": ("get", ALL, LIST),
    "organisations": ("get", PEOPLE, LIST),
    "organisation-new": ("get", EDITOR, LIST),
    "organisation": ("get", PEOPLE, LIST, "organisation"),  # editors of any organisation look after all of them
    "organisation-members": ("post", ADMINISTRATOR, ROW, "organisation"),
    "organisation-groups": ("post", ADMINISTRATOR, ROW, "organisation", "group"),
    "organisation-verify": ("post", EDITOR, LIST, "organisation"),
    "organisation-merge": ("post", frozenset(), ROW, "organisation"),  # into nothing; see test_organisations
    "account": ("get", ALL, LIST),
    "account-sessions": ("post", ALL, LIST, None, "everywhere"),
    "account-passkeys": ("post", frozenset(), ROW),  # of nobody; see test_account
    "account-passkey-new": ("post", ALL, LIST),
    "audit": ("get", AUDIT, LIST),
    "audit-export": ("get", AUDIT, LIST),
}
OPEN = {
    "account_login", "account_request_login_code", "account_confirm_login_code", "sign-in", "sign-out", "demo-sign-in",
    "passkey-sign-in", "set-language", "socialaccount_login_error", "socialaccount_login_cancelled",
    "openid_connect_login", "openid_connect_callback",
}  # fmt: skip


def views(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the module of every view of the site."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from views(one, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", one.callback.__module__


@dataclass
class Rows:
    """What the table's addresses name, by the word that stands in it."""

    arguments: dict[str, tuple[Any, ...]]
    sent: dict[str, dict[str, str]]


@pytest.fixture
def crowd(hall: Hall) -> dict[str, Person]:
    """Somebody of each role in our organisation, and one with all roles in the other."""
    people = {}
    for role in ROLES:
        person = Person.objects.create_person(email=f"{role}@crowd.example", name=f"Crowd {role}")
        Membership.objects.create(person=person, organisation=hall.ours, role=role)
        people[role] = person
    theirs = Person.objects.create_person(email="all@theirs.example", name="Theirs")
    for role in set(ROLES) - {"editor", "operator"}:  # editors look after all organisations; two's operators block
        Membership.objects.create(person=theirs, organisation=hall.theirs, role=role)
    people["theirs"] = theirs
    return people


@pytest.fixture
def rows(hall: Hall) -> Rows:
    """Something of ours for every address."""
    deploy(version=2, picture=PICTURE.replace('candidateGroups="editor"', 'candidateGroups="handler"'))
    deployment.deploy([("letter.bpmn", LETTER.read_bytes())])
    task = hall.task(business_key="guldfisken")
    case = task.case
    incident = Incident.objects.create(
        case=case, key=90, element="archive", code="job.refused", problem='{"code": "job.refused"}', raised_at=NOW
    )
    mail = Mail.objects.create(
        job_key="j", kind="confirmation", about="a", case=str(case.uid), organisation=hall.ours, queued_at=NOW,
        to_address="guldfisken@exempel.se", subject="Välkommen", text="Hej", html="<p>Hej</p>", message_id="<m@x>",
        attachments=[{"name": "a.ics", "type": "text/calendar", "data": "SGVq"}], state="sent",
    )  # fmt: skip
    wrapped, key = sealing.new_key()
    correction = Correction.objects.create(case=case, name="x", by="", key=wrapped, body=key.seal(b"[null, null]"))
    asked = Query(process="permit")
    operation = operations.begin("suspend", asked, by=None, reason="guldfisken", organisation=hall.ours)
    upgrade = Upgrade.objects.create(organisation=hall.ours, name="guldfisken", on=NOW.date(), by="")
    _secret, token = tokens.make(organisation=hall.ours, name="guldfisken", scopes=["read"])
    cause = {"organisation": "goteborg", "process": "permit", "element": "archive", "code": "job.refused"}
    return Rows(
        {
            "task": (task.uid,), "case": (case.uid,), "suspend": (case.uid, "suspend"),
            "correction": (case.uid, correction.pk), "process": ("goteborg", "permit"),
            "version": ("goteborg", "permit", 2), "incident": (incident.uid,), "operation": (operation.uid,),
            "operation-pause": (operation.uid, "pause"), "token": (token.uid,), "ability": ("mail.send",),
            "mail": (mail.uid,), "file": (mail.uid, 0), "organisation": ("goteborg",),
            "upgrade": (upgrade.uid,),
        },
        {"cause": cause | {"reason": "lagat"}, "everywhere": {"everywhere": "1"}, "group": {"new": "1", "name": "Nya"}},
    )  # fmt: skip


def ask(client: Client, view: str, rows: Rows) -> int:
    """Return what the view answers; whatever it changed is taken back."""
    method, _may, _row, *more = TABLE[view]
    arguments = rows.arguments[more[0]] if more and more[0] else ()
    sent = rows.sent[more[1]] if len(more) > 1 else {}
    with transaction.atomic():
        answer = getattr(client, method)(reverse(view, args=arguments), sent)
        if view == "desk:live" and answer.streaming:
            answer._resource_closers[0]()
        elif answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return answer.status_code


def test_every_view_stands_in_the_table() -> None:
    ours = {
        name for name, module in views()
        if module.startswith(("gorel.desk.", "gorel.accounts.", "allauth.")) and ".workshop." not in module
    }  # fmt: skip
    assert ours - OPEN == set(TABLE)


@pytest.mark.timeout(400)
def test_each_view_answers_each_role_as_the_table_says(hall: Hall, crowd: dict[str, Person], rows: Rows) -> None:
    wrong = []
    for role, person in crowd.items():
        client = Client()
        client.force_login(person)
        for view, (_method, may, is_row, *_more) in TABLE.items():
            status = ask(client, view, rows)
            if role == "theirs":
                fits = status in (403, 404) if is_row else status < 500
            else:
                fits = status not in (403, 404) and status < 500 if role in may else status in (403, 404)
            if not fits:
                wrong.append((view, role, status))
    assert wrong == []


def test_strangers_are_sent_to_sign_in_from_every_view(rows: Rows) -> None:
    client = Client()
    answers = {view: ask(client, view, rows) for view in TABLE}
    assert answers == dict.fromkeys(TABLE, 302)


LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')


def walk(person: Person, *, most: int = 150) -> dict[str, str]:
    """Follow every link that the person sees; return the text of each page. Errors: AssertionError for a dead end."""
    client = Client()
    client.force_login(person)
    seen: dict[str, str] = {}
    left = [reverse("desk:start"), reverse("desk:inbox"), reverse("account")]
    dead = []
    while left and len(seen) < most:
        address = left.pop(0)
        if address in seen:
            continue
        answer = client.get(address)
        text = b"".join(answer).decode(errors="replace")
        seen[address] = text
        if answer.status_code >= 400:
            dead.append((address, answer.status_code))
        if answer.status_code in (301, 302):
            left.append(answer["Location"])
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for found in LINK.findall(text):
            there = urljoin(address, found.replace("&amp;", "&"))
            parts = urlsplit(there)
            # One sort of each list is enough; public pages, and those of the time freed, have their own tests.
            if parts.path.startswith("/desk/time-freed/"):
                continue
            if not parts.netloc and parts.path.startswith(("/desk/", "/account/", "/audit/", "/organisations/")):
                plain = parts.path + (f"?{parts.query}" if "cause" in parts.path else "")
                if plain not in seen:
                    left.append(plain)
    assert dead == []
    return seen


@pytest.mark.parametrize("role", ROLES)
def test_no_link_that_a_role_sees_is_a_dead_end(role: str, hall: Hall, crowd: dict[str, Person], rows: Rows) -> None:
    seen = walk(crowd[role])
    assert reverse("desk:case", args=rows.arguments["case"]) in seen


def test_whoever_has_all_roles_elsewhere_sees_nothing_of_ours(hall: Hall, crowd: dict[str, Person], rows: Rows) -> None:
    hall.start(hall.theirs, business_key="silverfisken")
    seen = walk(crowd["theirs"])
    words = ("guldfisken", str(rows.arguments["case"][0]))
    assert [address for address, text in seen.items() if any(word in text for word in words)] == []
    assert any("silverfisken" in text for text in seen.values())
