"""A municipality's whole process in the older dialect, run as it is: see `municipal`."""

from __future__ import annotations

from typing import Any

import pytest

from core.engine.municipal import building_permit
from gorel.core import bpmn, engine
from gorel.core.engine import effects as fx
from gorel.core.engine.simulation import Simulation, same_again

DAY = 86_400_000_000
NOW = 1_762_156_800_000_000  # a Monday, 2025-11-03 09:00 in Stockholm
DEFINITIONS = bpmn.read(building_permit())


class Fee:
    """What the decision table answers."""

    value, explanation, problems = {"kr": 12500}, {"rule": 3}, ()

    def decide(self, inputs: Any, **how: Any) -> Fee:
        return self


def begin(**variables: Any) -> Simulation:
    world = Simulation(engine.compile(DEFINITIONS, decisions={"bygglovsavgift": Fee()}), now=NOW)
    given = {
        "fastighet": " Backa 3:14 ", "komplett": True, "handlingar": ["ritning"], "handläggare": "person:12",
        "remissinstanser": ["räddningstjänsten", "miljö"], "kanaler": ["sms", "epost"], "area": 60, "påminnelser": 0,
        "avbryt_remiss": False, "återkallad": False, "ny_uppgift": None, "prioritet": "normal",
        "laga_kraft": "2026-01-07T09:00:00", **variables,
    }  # fmt: skip
    world.start(variables=given, business_key="BN-2025-77", initiator="person:3")
    return world


def robots(world: Simulation, **answers: Any) -> list[str]:
    """Let the robots do all they can now, without any time passing; return the types they did."""
    done = []
    while jobs := world.open_jobs():
        case, job = jobs[0]
        done.append(job.type)
        world.complete_at(case, job, answers.get(job.type, {}))
    return done


PLAN = {"plan": {"namn": "DP 1204"}}


def test_it_has_forty_external_tasks_and_is_told_only_of_its_generated_form() -> None:
    jobs = [node for node in DEFINITIONS.processes[0].nodes if node.job is not None]
    assert len(jobs) >= 40
    found = [(problem.code, problem.where.element) for problem in bpmn.check(DEFINITIONS)]
    assert found == [("bpmn.extension-not-run", "bedöm")]
    assert bpmn.read(bpmn.write(DEFINITIONS)).processes == DEFINITIONS.processes


def test_a_permit_is_granted() -> None:
    world = begin()
    case = world.cases[0]
    job = next(job for _, job in world.open_jobs())
    assert (job.type, case.variables["diarienummer"], case.variables["inlämnare"]) == (
        "registrera_ärende", "BN-2025-77", "person:3",
    )  # fmt: skip
    done = robots(world, hämta_planuppgift=PLAN)
    assert (len(done), done[-1], case.variables["planuppgift"]) == (14, "beräkna_area", "DP 1204")
    referral = [wait for wait in case.waits() if wait.element == "remissvar"]
    assert len(referral) == 2
    world.advance(DAY)  # reminded every quarter of an hour from 8 to 16:45 on weekdays, twice
    reminders = robots(world)
    assert reminders == ["bevaka_remiss"] * 2 * 36
    for _ in range(2):
        world.message("remissvar", "", {"svar": "ingen erinran"})
    done = robots(world)
    assert done[-1] == "sammanställ"
    task = world.open_tasks()[0][1]
    assert (task.name, task.assignee, task.candidate_groups, task.priority) == (
        "Bedöm ansökan", "person:12", ("bygglovshandläggare",), 60,
    )  # fmt: skip
    assert task.due_at == world.now + 70 * DAY
    world.advance(10 * DAY)
    assert case.variables["försenad"] is True
    world.change("bedöm", assignee="person:13")
    world.set_variables(case, {"ny_uppgift": "granne har ringt"})
    world.set_variables(case, {"prioritet": "hög"})
    assert robots(world) == ["larma_chef", "notera_larm"]
    world.complete("bedöm", {"beslut": "bifall"})
    told = robots(world)
    assert {"skicka_sms", "skicka_epost", "publicera_mina_sidor"} <= set(told)
    assert "skicka_brev" not in told
    assert [wait.kind for wait in case.waits() if wait.element == "vänta_laga_kraft"] == ["timer"]
    world.fire("vänta_laga_kraft")
    assert robots(world)[-1] == "avsluta_akt"
    assert case.is_ended
    kept = {name: case.variables[name] for name in ("avgift_kr", "poäng", "hos", "bedömd_av", "bedömning")}
    assert kept == {
        "avgift_kr": 12500, "poäng": 120, "hos": "person:13", "bedömd_av": "person:13", "bedömning": "Bedöm ansökan",
    }  # fmt: skip
    count = sum(isinstance(effect, fx.OpenJob) and effect.type != engine.CONTINUE
                for one in world.trail for effect in one.effects)  # fmt: skip
    assert case.variables["gjort"] == count
    assert same_again(world)


def test_an_application_that_is_withdrawn_is_written_off() -> None:
    world = begin(remissinstanser=[])
    robots(world, hämta_planuppgift=PLAN)
    world.set_variables(world.cases[0], {"återkallad": True})
    assert robots(world) == ["avskriv", "rapportera_statistik", "arkivera", "avsluta_akt"]
    assert world.cases[0].is_ended
    assert world.cases[0].variables["bedömning"] == "avbruten"
    assert same_again(world)


@pytest.mark.parametrize("answers", [True, False])
def test_an_application_that_is_not_complete_is_asked_for_more_and_dismissed_in_the_end(answers: bool) -> None:
    world = begin(komplett=False, remissinstanser=[])
    robots(world, hämta_planuppgift={"plan": None})  # an error that the picture catches
    case = world.cases[0]
    assert case.variables["felkod"] == "PLAN_SAKNAS"
    if answers:
        world.message("komplettering", "", {"komplett": True})
        assert robots(world)[0] == "kontrollera_handlingar"
        assert [task.element for _, task in world.open_tasks()] == ["bedöm"]
        return
    for number in (1, 2):
        world.fire("k_tid")
        assert robots(world, påminn_sökanden={"påminnelser": number}) == ["påminn_sökanden"]
    world.fire("k_tid")
    assert robots(world) == ["avvisa"]
    assert (case.is_ended, case.outcome.outcome) == (True, "terminated")
    assert same_again(world)


def test_the_reminder_of_a_robot_that_fails_is_as_drawn() -> None:
    world = begin()
    for name in ("registrera_ärende", "skapa_akt", "hämta_fastighet"):
        world.complete(name)
    case, job = world.open_jobs()[0]
    assert (job.type, job.retries, job.priority) == ("hämta_planuppgift", 5, 50)
    assert engine.variables(case.state, job.key)["fråga"] == "Backa 3:14"
    assert engine.retry_at(case.program, case.state, job.key, tries=1, now=0) == 600_000_000
