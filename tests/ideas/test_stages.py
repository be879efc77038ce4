"""From a need to a solution that others use: each stage is a case, and everybody gets an answer by a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gorel.cases.models import Case, Incident
from gorel.ideas import actions
from gorel.ideas.models import Event

from .conftest import TRIAL, World, at


@pytest.mark.slow
def test_a_need_becomes_a_solution_that_a_neighbour_introduces(world: World) -> None:
    challenge = world.challenge()
    assert challenge.state == "open"
    idea = world.idea(challenge)
    assert (idea.state, idea.method, idea.answer_by.date()) == ("in-review", "innovationsguiden", date(2021, 6, 28))
    world.answer(idea, "answer", decision="try", reason="Vi vill veta om det stämmer.")
    assert (idea.state, idea.reason, idea.answer_by) == ("accepted", "Vi vill veta om det stämmer.", None)
    trial = actions.plan_trial(idea=idea, by=world.anna, facts=TRIAL)
    world.work()
    world.answer(trial, "review", decision="begin")
    idea.refresh_from_db()
    assert (trial.state, idea.state) == ("running", "trying")
    world.go(at(7, 17))
    assert world.letters("ideas_result_wanted") == [("anna@example.se", f"Vad blev det? {idea.title}")]
    actions.report_trial(trial=trial, facts={"after": "28 gram", "result": "Det minskade.", "cost": 1800})
    world.work()
    world.answer(trial, "decide", decision="solution", reason="Målet nåddes.")
    idea.refresh_from_db()
    assert (trial.state, trial.outcome, idea.state) == ("done", "solution", "solved")
    solution = actions.write_solution(
        organisation=world.city, by=world.anna, idea=idea,
        facts={"title": "Svinnvågen", "what": "En våg och en skärm.", "for_whom": "Skolor"},
    )  # fmt: skip
    world.work()
    world.answer(solution, "review", decision="publish")
    adoption = actions.introduce(solution=solution, adopter=world.town, by=world.disa, begun_on=date(2021, 8, 16))
    world.work()
    actions.report_adoption(adoption=adoption, result="Hälften så mycket.", minutes_freed=Decimal("90"))
    world.work()
    adoption.refresh_from_db()
    assert (adoption.state, adoption.minutes_freed) == ("done", Decimal("90.0"))
    assert not Incident.objects.exists()
    reasons = {event.text for event in Event.objects.filter(kind="idea")}
    assert reasons == {"", "Vi vill veta om det stämmer."}
    assert Event.objects.filter(kind="idea", text="Vi vill veta om det stämmer.").count() == 1
    told = [(event.kind, event.state) for event in Event.objects.exclude(kind="challenge").order_by("pk")]
    assert told == [
        ("idea", "in-review"), ("idea", "accepted"), ("trial", "in-review"), ("trial", "running"), ("idea", "trying"),
        ("trial", "reported"), ("trial", "done"), ("idea", "solved"), ("solution", "in-review"),
        ("solution", "published"), ("adoption", "running"), ("adoption", "done"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_late_answer_is_reminded_of_escalated_and_said_as_it_is(world: World) -> None:
    idea = world.idea()
    world.go(at(6, 25, 12))
    assert [to for to, _subject in world.letters("ideas_remind")] == ["coach@example.se"]
    assert world.letters("ideas_late") == []
    world.go(at(6, 28, 9))
    idea.refresh_from_db()
    assert idea.is_late
    assert world.letters("ideas_late") == [("anna@example.se", f"Svaret dröjer: {idea.title}")]
    assert [to for to, _subject in world.letters("ideas_escalated")] == ["chief@example.se"]
    world.answer(idea, "answer", decision="close", reason="Vi har redan en våg.")
    assert (idea.state, idea.reason, idea.is_over) == ("closed", "Vi har redan en våg.", True)
    assert world.letters("ideas_answered") == [("anna@example.se", f"Du har fått svar: {idea.title}")]


def test_without_a_coach_the_administrator_answers(world: World) -> None:
    world.coach.memberships.all().delete()
    idea = world.idea()
    world.answer(idea, "answer", by=world.chief, decision="develop", reason="Berätta mer om köket.")
    assert idea.state == "developing"
    actions.ready_idea(idea=idea)
    world.work()
    idea.refresh_from_db()
    assert idea.state == "in-review"


@pytest.mark.slow
def test_an_idea_that_nobody_tries_comes_back_to_its_coach(world: World) -> None:
    idea = world.idea()
    world.answer(idea, "answer", decision="try", reason="Ja.")
    world.go(at(9, 13))
    idea.refresh_from_db()
    assert (idea.state, idea.answer_by is not None) == ("in-review", True)


def test_a_challenge_closes_after_its_last_day_with_what_came_of_it(world: World) -> None:
    challenge = world.challenge()
    world.go(at(7, 3, 1))
    challenge.refresh_from_db()
    assert challenge.state == "summing-up"
    with pytest.raises(actions.NotPossible):
        world.idea(challenge)
    world.answer(challenge, "sum-up", decision="close", reason="Tre idéer, en prövas.")
    assert (challenge.state, challenge.reason) == ("closed", "Tre idéer, en prövas.")


def test_a_need_that_was_sent_back_comes_again_when_it_is_changed(world: World) -> None:
    challenge = world.challenge(is_open=False)
    world.answer(challenge, "review", decision="send_back", reason="Vems behov är det?")
    assert challenge.state == "sent-back"
    actions.change(row=challenge, facts={"need": "Köken slänger tre ton om året."})
    world.work()
    challenge.refresh_from_db()
    assert challenge.state == "in-review"


def test_a_prolonged_challenge_stays_open(world: World) -> None:
    challenge = world.challenge()
    actions.change(row=challenge, facts={"closes_on": date(2021, 7, 9)})
    world.go(at(7, 5))
    challenge.refresh_from_db()
    assert challenge.state == "open"


def test_taken_back_ends_the_case(world: World) -> None:
    idea = world.idea()
    actions.withdraw_idea(idea=idea)
    world.work()
    idea.refresh_from_db()
    assert idea.state == "withdrawn"
    assert Case.objects.get(business_key=str(idea.uid)).ended_at is not None


def test_a_picture_cannot_make_a_move_that_there_is_not(world: World) -> None:
    from gorel.ability import Context, Refused
    from gorel.ideas.abilities.stages import Move, advance

    idea = world.idea()
    context = Context(job_key="1", case="c")
    with pytest.raises(Refused):
        advance(Move(row=str(idea.uid), to="solved"), context)
    idea.refresh_from_db()
    assert idea.state == "in-review"


@pytest.mark.slow
def test_a_solution_is_asked_after_a_year_whether_it_is_true(world: World) -> None:
    solution = world.solution()
    world.go(at(6, 14, 8).replace(year=2022, day=20))
    world.answer(solution, "still-true", decision="retire", reason="Vågen är utbytt.")
    assert (solution.state, solution.reason) == ("retired", "Vågen är utbytt.")
