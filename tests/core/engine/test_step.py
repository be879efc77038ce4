"""A case moves by events and asks by effects."""

import pytest

from core.engine.drawing import draw, start
from gorel.core import engine
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev

TWO_JOBS = draw("s:start a:job b:job e:end", "s>a a>b b>e")


def test_a_job_is_opened_when_the_token_arrives() -> None:
    state, effects = start(TWO_JOBS, {"n": 1})
    assert [e for e in effects if isinstance(e, fx.OpenJob)] == [fx.OpenJob(key=1, element="a", type="a")]
    assert engine.waits(TWO_JOBS, state) == [engine.Waiting(key=1, element="a", kind="job")]


def test_a_completed_job_moves_the_token_on() -> None:
    state, _ = start(TWO_JOBS)
    state, effects = engine.step(TWO_JOBS, state, ev.JobCompleted(now=1, key=1, variables={"done": True}))
    assert effects == [
        fx.CloseJob(key=1),
        fx.Log(kind="left", element="a", key=1),
        fx.Log(kind="took", element="a>b"),
        fx.Log(kind="entered", element="b", key=2),
        fx.OpenJob(key=2, element="b", type="b"),
    ]
    assert engine.variables(state) == {"done": True}


def test_the_last_token_ends_the_case() -> None:
    state, _ = start(TWO_JOBS)
    state, _ = engine.step(TWO_JOBS, state, ev.JobCompleted(now=1, key=1))
    state, effects = engine.step(TWO_JOBS, state, ev.JobCompleted(now=1, key=2))
    assert effects[-1] == fx.EndCase()
    assert engine.is_ended(state)


def test_a_step_leaves_the_state_it_was_given_as_it_was() -> None:
    state, _ = start(TWO_JOBS)
    before = engine.encode(state)
    engine.step(TWO_JOBS, state, ev.JobCompleted(now=1, key=1, variables={"x": 1}))
    assert engine.encode(state) == before


def test_an_event_that_does_not_fit_is_refused_and_changes_nothing() -> None:
    state, _ = start(TWO_JOBS)
    before = engine.encode(state)
    with pytest.raises(engine.IllegalEvent) as refused:
        engine.advance(TWO_JOBS, state, ev.TaskCompleted(now=1, key=1))
    assert refused.value.problem.code == "engine.nothing-waits"
    assert engine.encode(state) == before


def test_a_failed_job_without_retries_is_an_incident_and_can_be_tried_again() -> None:
    state, _ = start(TWO_JOBS)
    state, effects = engine.step(TWO_JOBS, state, ev.JobFailed(now=1, key=1, retries=0, message="no"))
    assert [type(e) for e in effects] == [fx.CloseJob, fx.RaiseIncident]
    state, effects = engine.step(TWO_JOBS, state, ev.IncidentResolved(now=2, key=2, retries=2))
    assert effects == [fx.CloseIncident(key=2), fx.OpenJob(key=1, element="a", type="a", retries=2)]
    state, _ = engine.step(TWO_JOBS, state, ev.JobCompleted(now=3, key=1))
    assert engine.active(state) == ["b"]


def test_a_state_survives_being_written_and_read() -> None:
    state, _ = start(TWO_JOBS, {"n": 1, "text": "åäö", "list": [None, True]})
    assert engine.decode(engine.encode(state)) == state
