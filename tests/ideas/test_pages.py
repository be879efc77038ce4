"""The pages: what each role may see and do, what a stranger sees, and that nobody learns who wrote what is unnamed."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from gorel.cases.models import Case, LogEntry
from gorel.ideas import actions
from gorel.ideas.models import Argument, Idea, TeamMember, Trial
from gorel.robots.mail.outbox import Mail

from .conftest import IDEA, NEED, TRIAL, World, at

OPEN = ("start", "challenges", "list", "solutions", "figures", "figures-csv", "spread-csv", "methods", "sent")
EVERYBODY = ("", "anna", "bo", "coach", "chief", "secretary", "disa", "erik")


def _statuses(client: Any, world: World, address: str, who: tuple[str, ...] = EVERYBODY) -> dict[str, int]:
    seen = {}
    for name in who:
        client.logout()
        if name:
            client.force_login(world.people[name])
        seen[name] = client.get(address).status_code
    return seen


@pytest.fixture
def full(world: World) -> dict[str, Any]:
    """One row of each stage; the idea is our organisation's alone."""
    challenge = world.challenge(seen="public", takes_guests=True)
    idea = world.idea(challenge)
    world.answer(idea, "answer", decision="try", reason="Ja.")
    trial = actions.plan_trial(idea=idea, by=world.anna, facts=TRIAL)
    world.work()
    solution = world.solution()
    adoption = actions.introduce(solution=solution, adopter=world.town, by=world.disa, begun_on=date(2021, 6, 20))
    world.work()
    return {"challenge": challenge, "idea": idea, "trial": trial, "solution": solution, "adoption": adoption}


@pytest.mark.slow
def test_rights_per_page_and_role(client: Any, world: World, full: dict[str, Any]) -> None:
    for name in OPEN:
        assert (name, _statuses(client, world, reverse(f"ideas:{name}"))) == (name, dict.fromkeys(EVERYBODY, 200))
    public = {name: full[name].get_absolute_url() for name in ("challenge", "solution", "adoption")}
    for name, address in public.items():
        assert (name, _statuses(client, world, address)) == (name, dict.fromkeys(EVERYBODY, 200))
    home = {"": 404, "disa": 404, "erik": 404} | dict.fromkeys(("anna", "bo", "coach", "chief", "secretary"), 200)
    for name in ("idea", "trial"):
        assert (name, _statuses(client, world, full[name].get_absolute_url())) == (name, home)
    writes = {"": 302, "bo": 404, "chief": 404, "secretary": 404, "disa": 404, "erik": 404, "anna": 200, "coach": 200}
    for address in (
        reverse("ideas:change", args=[full["idea"].slug]),
        reverse("ideas:trial-change", args=[full["trial"].uid]),
        reverse("ideas:solution-change", args=[full["solution"].slug]),
    ):
        assert (address, _statuses(client, world, address)) == (address, writes)
    put = dict.fromkeys(EVERYBODY, 200) | {"": 302, "anna": 404, "bo": 404, "erik": 404}
    assert _statuses(client, world, reverse("ideas:challenge-new")) == put
    coached = (
        {"": 302}
        | dict.fromkeys(("anna", "bo", "secretary", "erik"), 403)
        | dict.fromkeys(("coach", "chief", "disa"), 200)
    )
    assert _statuses(client, world, reverse("ideas:coach")) == coached
    packages = coached | {"coach": 403}
    assert _statuses(client, world, reverse("packages:list")) == packages
    introduce = {"": 302, "disa": 200, "erik": 200} | dict.fromkeys(("anna", "bo", "coach", "chief", "secretary"), 404)
    assert _statuses(client, world, reverse("ideas:introduce", args=[full["solution"].slug])) == introduce


@pytest.mark.slow
def test_nobody_changes_what_is_not_theirs(client: Any, world: World, full: dict[str, Any]) -> None:
    idea, trial = full["idea"], full["trial"]
    posts = {
        reverse("ideas:withdraw", args=[idea.slug]): {},
        reverse("ideas:change", args=[idea.slug]): IDEA | {"title": "Annat", "language": "sv", "seen": "public"},
        reverse("ideas:plan", args=[idea.slug]): TRIAL | {"language": "sv"},
        reverse("ideas:trial-report", args=[trial.uid]): {"after": "0", "result": "x"},
        reverse("ideas:add", args=[idea.slug]): {"email": "bo@example.se"},
        reverse("ideas:ready", args=[idea.slug]): {},
        reverse("ideas:adoption", args=[full["adoption"].uid]): {"result": "x"},
        reverse("ideas:confirm", args=[full["adoption"].uid]): {},
    }
    before = _state()
    for name in ("", "bo", "erik"):
        client.logout()
        if name:
            client.force_login(world.people[name])
        answers = {client.post(address, data).status_code for address, data in posts.items()}
        assert answers <= {302, 403, 404}
    assert _state() == before


def _state() -> Any:
    rows = [list(model.objects.order_by("pk").values()) for model in (Idea, Trial, TeamMember, Argument)]
    return rows, Case.objects.filter(ended_at=None).count()


@pytest.mark.slow
def test_an_anonymous_author_is_told_to_nobody_but_the_coach(client: Any, world: World) -> None:
    challenge = world.challenge(seen="public")
    idea = world.idea(challenge, is_anonymous=True, seen="public")
    actions.add_member(idea=idea, person=world.anna)
    actions.argue(idea=idea, person=world.anna, side="for", text="Det går att pröva i morgon.")
    world.answer(idea, "answer", decision="try", reason="Ja.")
    trial = actions.plan_trial(idea=idea, by=world.anna, facts=TRIAL)
    world.work()
    page = idea.get_absolute_url()
    addresses = [
        page, trial.get_absolute_url(), challenge.get_absolute_url(), reverse("ideas:list"),
        reverse("ideas:list") + "?format=csv", reverse("ideas:figures"), reverse("ideas:figures-csv"),
    ]  # fmt: skip
    for name in ("", "bo", "secretary", "chief", "disa"):
        client.logout()
        if name:
            client.force_login(world.people[name])
            addresses += [reverse("desk:cases"), reverse("desk:outbox"), reverse("desk:start")] if name in (
                "secretary", "chief"
            ) else []  # fmt: skip
        for address in addresses:
            text = client.get(address).getvalue().decode()
            assert (name, address, "Anna Andersson" in text, "anna@example.se" in text) == (name, address, False, False)
        addresses = addresses[:7]
    client.force_login(world.coach)
    assert "Anna Andersson" in client.get(page).content.decode()
    client.force_login(world.anna)
    assert "Anna Andersson" in client.get(page).content.decode()
    cases = Case.objects.filter(business_key=str(idea.uid))
    assert [case.organisation_id for case in cases] == [None]
    lines = LogEntry.objects.filter(case__business_key__in=[str(idea.uid), str(trial.uid)])
    assert world.anna.actor not in set(lines.values_list("by", flat=True))
    assert not [line for line in lines.values_list("detail", flat=True) if f"p{world.anna.pk}" in str(line)]
    theirs = [mail for mail in Mail.objects.all() if mail.to_address == "anna@example.se"]
    assert theirs
    assert {mail.organisation_id for mail in theirs} == {None}


def test_a_guest_writes_an_idea_and_gets_the_answer(client: Any, world: World) -> None:
    challenge = world.challenge(seen="public", takes_guests=True)
    page = reverse("ideas:new") + f"?challenge={challenge.slug}"
    assert client.get(page).status_code == 200
    data = {
        "title": "Halv portion först",
        "what": "Ta lite och ta om.",
        "language": "sv",
        "guest_email": "kim@example.se",
    }
    assert client.post(page, data)["Location"] == reverse("ideas:sent")
    world.work()
    (idea,) = Idea.objects.all()
    assert (idea.is_anonymous, idea.organisation) == (True, world.city)
    assert client.get(idea.get_absolute_url()).status_code == 404  # nobody has read it yet
    world.answer(idea, "answer", decision="close", reason="Det gör vi redan.")
    assert [to for to, _subject in world.letters("ideas_answered")] == ["secretary@example.se", "kim@example.se"]
    assert client.get(idea.get_absolute_url()).status_code == 200


def test_similar_ideas_are_shown_before_one_is_handed_in(client: Any, world: World) -> None:
    challenge = world.challenge()
    there = world.idea(challenge)
    client.force_login(world.bo)
    page = reverse("ideas:new") + f"?challenge={challenge.slug}"
    data = {
        "title": "Låt eleverna väga svinnet", "what": "En våg i matsalen där elever väger det som kastas.",
        "language": "sv", "seen": "organisation",
    }  # fmt: skip
    shown = client.post(page, data)
    assert there.title in shown.content.decode()
    assert Idea.objects.count() == 1
    beside = client.post(reverse("ideas:like"), data)
    assert there.title in beside.content.decode()
    client.post(page, data | {"anyway": "yes"})
    assert Idea.objects.count() == 2
    client.force_login(world.erik)  # may not see it, and so is not told of it
    assert there.title not in client.post(reverse("ideas:like"), data).content.decode()


def test_talking_supporting_joining_and_following(client: Any, world: World) -> None:
    idea = world.idea()
    page = idea.get_absolute_url()
    client.force_login(world.bo)
    client.post(reverse("ideas:support", args=[idea.slug]), {"stands": "yes"})
    client.post(reverse("ideas:argue", args=[idea.slug]), {"side": "question", "text": "Vem tömmer vågen?"})
    client.post(reverse("ideas:join", args=[idea.slug]))
    client.post(reverse("ideas:follow", args=["idea", idea.slug]), {"follows": "yes"})
    assert idea.supports.count() == 1
    question, member = idea.arguments.get(), idea.team.get()
    assert client.get(reverse("ideas:answer", args=[idea.slug, question.uid])).status_code == 404
    client.force_login(world.anna)
    client.post(reverse("ideas:support", args=[idea.slug]), {"stands": "yes"})  # one's own idea: not counted
    client.post(reverse("ideas:answer", args=[idea.slug, question.uid]), {"text": "Köket."})
    client.post(reverse("ideas:team", args=[idea.slug, member.pk]), {"answer": "yes"})
    text = client.get(page).content.decode()
    assert ("Köket." in text, "Bo Andersson" in text, idea.supports.count()) == (True, True, 1)


@pytest.mark.slow
def test_a_digest_tells_what_has_happened_and_nothing_when_nothing_has(client: Any, world: World) -> None:
    idea = world.idea()
    client.force_login(world.bo)
    client.post(reverse("ideas:follow", args=["idea", idea.slug]), {"follows": "yes"})
    world.answer(idea, "answer", decision="develop", reason="Mer, tack.")
    world.go(at(6, 28, 9))
    world.go(at(7, 5, 9))
    assert sorted(world.letters("ideas_digest")) == [
        ("anna@example.se", "Det har hänt med det du följer"), ("bo@example.se", "Det har hänt med det du följer"),
    ]  # fmt: skip
    digests = Mail.objects.filter(kind="ideas_digest")
    assert [idea.title in mail.text for mail in digests if mail.to_address == "bo@example.se"] == [True]
    client.post(reverse("ideas:digest"), {"every": "never"})
    actions.ready_idea(idea=idea)
    world.go(at(7, 13, 9))
    assert len(world.letters("ideas_digest")) == 3  # Anna's second; Bo has none


def test_a_method_is_worked_through_step_by_step(client: Any, world: World) -> None:
    idea = world.idea(world.challenge())
    client.force_login(world.anna)
    first = reverse("ideas:step", args=[idea.slug, "ringa-in"])
    assert client.post(first, {"need": "Svinn"}).status_code == 422  # for whom is not said
    done = client.post(first, {"need": "Svinn", "users": "Elever"})
    assert done["Location"] == reverse("ideas:step", args=[idea.slug, "undersoka"])
    assert idea.works.get().answers["users"] == "Elever"
    client.force_login(world.bo)
    assert client.get(first).status_code == 404


def test_an_organisation_defines_a_method_of_its_own(client: Any, world: World) -> None:
    text = """key = "snabb"
title = { sv = "Snabbspåret" }
about = { sv = "Två steg." }
[[steps]]
key = "prova"
title = { sv = "Pröva" }
about = { sv = "Gör det." }
fields = [ { key = "hur", kind = "textarea", label = { sv = "Hur?" } } ]
"""
    page = reverse("ideas:methods")
    client.force_login(world.bo)
    assert client.post(page, {"file": io.BytesIO(text.encode())}).status_code == 404
    client.force_login(world.coach)
    bad = client.post(page, {"file": io.BytesIO(text.replace("textarea", "script").encode())})
    assert bad.status_code == 422
    assert client.post(page, {"file": io.BytesIO(text.encode())}).status_code == 302
    assert client.get(reverse("ideas:method", args=["snabb"])).status_code == 200


def test_forms_that_are_wrong_say_so(client: Any, world: World) -> None:
    client.force_login(world.secretary)
    page = reverse("ideas:challenge-new")
    late = client.post(page, NEED | {"closes_on": "2021-01-01", "language": "sv", "seen": "public"})
    assert (late.status_code, "Den dagen har redan varit." in late.content.decode()) == (422, True)
    guests = client.post(page, NEED | {"language": "sv", "seen": "organisation", "takes_guests": "on"})
    assert (guests.status_code, "Låt först alla se utmaningen." in guests.content.decode()) == (422, True)


@pytest.mark.slow
def test_numbers_count_without_naming(client: Any, world: World, full: dict[str, Any]) -> None:
    lines = client.get(reverse("ideas:figures-csv")).getvalue().decode("utf-8-sig").splitlines()
    assert lines == ["Organisation;Enhet;Idéer;Besvarade;Prövade;Blev en lösning", "Staden;Måltidsservice;1;1;0;0"]
    english = client.get(reverse("ideas:start"), headers={"Cookie": "gorel-language=en"})
    assert "From idea to solution" in english.content.decode()
