"""The protocol of leases: claim, run out, take over, answer – in every order.

Invariants, held after every step:
  once        a job's answer counts exactly once, and its case goes on exactly once
  fence       only the newest claim of a job can answer it
  exclusive   a job is not claimed while its lease runs
  complete    when all is answered, no job is left and every case has ended
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from cases import pictures as p
from gorel.cases import deployment, doing, runtime
from gorel.cases.models import Case, Job, LogEntry
from gorel.cases.turn import take
from gorel.cases.worker import leases

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

WORKERS = ("a", "b", "c")


Name = tuple[int, int]  # (case, key) names a job for ever; its row may become the next job's


def name(claim: leases.Claim) -> Name:
    return claim.case_id, claim.key


class Leases(RuleBasedStateMachine):
    """Three workers, any number of jobs, and a clock that may run leases out."""

    claims = Bundle("claims")

    @initialize()
    def begin(self) -> None:
        Case.objects.all().delete()
        deployment.deploy([("mail.bpmn", p.row("mail", p.job("one", "try.outside"), p.job("two", "try.outside")))])
        self.newest: dict[Name, int] = {}  # tries of each job's newest claim
        self.live: set[Name] = set()  # jobs whose lease runs
        self.answered: set[Name] = set()
        self.opened = 0

    @rule(count=st.integers(1, 3))
    def open_jobs(self, count: int) -> None:
        for _ in range(count):
            runtime.start("mail")
        self.opened += count

    @rule(target=claims, worker=st.sampled_from(WORKERS), limit=st.integers(1, 3))
    def claim(self, worker: str, limit: int):
        claimed, _more = take(lambda turn: leases.claim(turn, ["try.outside"], limit, owner=worker))
        for claim in claimed:
            assert name(claim) not in self.live, "exclusive"
            assert name(claim) not in self.answered, "once"
            self.newest[name(claim)] = claim.tries
            self.live.add(name(claim))
        return worker, claimed

    @rule(run_out=st.randoms(use_true_random=False))
    def run_out(self, run_out) -> None:
        """Some leases come to their end."""
        ended = [job for job in sorted(self.live) if run_out.random() < 0.5]
        for case_id, key in ended:
            Job.objects.filter(case_id=case_id, key=key).update(due_at=0)
        self.live -= set(ended)

    @rule(claimed=consumes(claims), again=st.booleans())
    def answer(self, claimed, again: bool) -> None:
        """A worker answers all that it claimed, also what it lost meanwhile; perhaps twice."""
        worker, claims = claimed
        answers = [leases.Answer(claim, doing.Done()) for claim in claims]
        fresh = {name(c) for c in claims if self.newest[name(c)] == c.tries} - self.answered
        counted, _waiting = take(lambda turn: leases.settle(turn, answers, owner=worker))
        assert counted == len(fresh), "fence"
        self.answered |= fresh
        self.live -= fresh
        if again:
            assert take(lambda turn: leases.settle(turn, answers, owner=worker)) == (0, []), "once"

    @rule(claimed=consumes(claims), worker=st.sampled_from(WORKERS))
    def answer_of_another(self, claimed, worker: str) -> None:
        """Somebody else's answer never counts."""
        owner, claims = claimed
        if worker != owner:
            answers = [leases.Answer(claim, doing.Done()) for claim in claims]
            assert take(lambda turn: leases.settle(turn, answers, owner=worker)) == (0, [])

    @invariant()
    def goes_on_once(self) -> None:
        if not hasattr(self, "opened"):
            return
        ended = Case.objects.filter(state="completed").count()
        assert Job.objects.count() == self.opened - ended, "complete"
        left = LogEntry.objects.filter(kind="left", element__in=("one", "two"))
        assert left.count() == len(self.answered), "once"
        assert left.filter(element="two").count() == ended, "once"


def test_the_protocol_of_leases_holds_in_every_order():
    quiet = settings(
        max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Leases, settings=quiet)
