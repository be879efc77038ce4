"""The protocol of leases: claim, run out, take over, keep, give back, answer – in every order, by her own workers and
by robots elsewhere.

Invariants, held after every step:
  once        a job's answer counts exactly once, and its case goes on exactly once
  fence       only the newest claim of a job can answer it, keep it, or report that it failed
  exclusive   a job is not claimed while its lease runs
  complete    when all is answered, no job is left and every case has ended
  rest        a job of a suspended case is claimed by nobody, and its answer waits
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
from gorel.cases import deployment, doing, outside, runtime
from gorel.cases.models import Case, Job, LogEntry
from gorel.cases.taking import take
from gorel.cases.worker import leases

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

WORKERS = ("a", "b", "c")


Name = tuple[int, int]  # (case, key) names a job for ever; its row may become the next job's


def name(claim: leases.Claim) -> Name:
    return claim.case_id, claim.key


class Leases(RuleBasedStateMachine):
    """Three workers, any number of jobs, and a clock that may run leases out."""

    claims = Bundle("claims")
    robots = Bundle("robots")

    @initialize()
    def begin(self) -> None:
        Case.objects.all().delete()
        deployment.deploy([("mail.bpmn", p.row("mail", p.job("one", "try.outside"), p.job("two", "try.outside")))])
        self.newest: dict[Name, int] = {}  # tries of each job's newest claim
        self.live: set[Name] = set()  # jobs whose lease runs
        self.answered: set[Name] = set()
        self.given_back: set[Name] = set()  # a robot failed at it or was robbed of it: nobody has it now
        self.resting: set[int] = set()  # suspended cases
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
            assert claim.case_id not in self.resting, "rest"
            self.newest[name(claim)] = claim.tries
            self.given_back.discard(name(claim))
            self.live.add(name(claim))
        return worker, claimed

    @rule(run_out=st.randoms(use_true_random=False))
    def run_out(self, run_out) -> None:
        """Some leases come to their end."""
        ended = [job for job in sorted(self.live) if run_out.random() < 0.5 and job[0] not in self.resting]
        for case_id, key in ended:
            Job.objects.filter(case_id=case_id, key=key).update(due_at=0)
        self.live -= set(ended)

    @rule(claimed=consumes(claims), again=st.booleans())
    def answer(self, claimed, again: bool) -> None:
        """A worker answers all that it claimed, also what it lost meanwhile; perhaps twice."""
        worker, claims = claimed
        answers = [leases.Answer(claim, doing.Done()) for claim in claims]
        newest = {name(c) for c in claims if self.newest[name(c)] == c.tries} - self.answered - self.given_back
        fresh = {at for at in newest if at[0] not in self.resting}
        counted, waiting = take(lambda turn: leases.settle(turn, answers, owner=worker))
        assert counted == len(fresh), "fence"
        assert {name(one.claim) for one in waiting} == newest - fresh, "rest"
        self.answered |= fresh
        self.live -= fresh
        if again:
            assert take(lambda turn: leases.settle(turn, answers, owner=worker))[0] == 0, "once"

    @rule(target=robots, limit=st.integers(1, 3))
    def fetch(self, limit: int):
        """A robot elsewhere asks for work."""
        taken = outside.fetch_and_lock([outside.Topic("try.outside")], worker="robot", limit=limit)
        for job in taken:
            assert job.name not in self.live, "exclusive"
            assert job.name not in self.answered, "once"
            assert job.name[0] not in self.resting, "rest"
            self.given_back.discard(job.name)
            self.newest[job.name] = job.tries
            self.live.add(job.name)
        return taken

    @rule(taken=consumes(robots), how=st.sampled_from(("complete", "fail", "extend", "unlock")))
    def answer_of_a_robot(self, taken, how: str) -> None:
        for job in taken:
            if job.name[0] in self.resting:
                continue
            is_newest = self.newest[job.name] == job.tries and job.name not in self.answered
            try:
                if how == "complete":
                    outside.complete(job.name, worker="robot", tries=job.tries)
                    self.answered.add(job.name)
                elif how == "fail":
                    outside.fail(job.name, worker="robot", tries=job.tries, retries=3)
                elif how == "extend":
                    outside.extend(job.name, worker="robot", tries=job.tries, seconds=60)
                    self.live.add(job.name)
                elif is_newest:
                    outside.unlock(job.name)
            except (outside.JobGone, outside.NotYours):
                assert not is_newest or job.name in self.given_back, "fence"
            else:
                assert is_newest, "fence"
                if how in ("fail", "unlock"):
                    self.given_back.add(job.name)
            if how != "extend" and is_newest:
                self.live.discard(job.name)

    @rule(claimed=claims)
    def keep(self, claimed) -> None:
        """A worker makes its leases longer; what it lost meanwhile it learns."""
        worker, claims = claimed
        lost = leases.extend(claims, owner=worker)
        ours = {name(c) for c in claims if self.newest[name(c)] == c.tries} - self.answered - self.given_back
        assert lost == {name(c) for c in claims} - ours, "fence"
        self.live |= {at for at in ours if at[0] not in self.resting}

    @rule(which=st.randoms(use_true_random=False))
    def suspend_or_resume(self, which) -> None:
        """A person lets a case rest, or lets all that rest go on."""
        running = list(Case.objects.filter(state="running").order_by("pk"))
        if self.resting:
            for case in Case.objects.filter(pk__in=self.resting):
                runtime.resume(case, by="person:1")
                # What was being done keeps its lease a little longer; what was not is due.
                taken = set(Job.objects.filter(case=case).exclude(lease_owner="").values_list("case_id", "key"))
                self.live |= taken
            self.resting.clear()
        elif running:
            case = which.choice(running)
            runtime.suspend(case, by="person:1", reason="a holiday")
            self.resting.add(case.pk)
            self.live = {at for at in self.live if at[0] != case.pk}

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


@pytest.mark.timeout(300)
def test_the_protocol_of_leases_holds_in_every_order():
    quiet = settings(
        max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Leases, settings=quiet)
