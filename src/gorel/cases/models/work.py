"""What waits to be done: jobs for robots, tasks for people, timers for time.

`key` is the number that the case gave the work; (case, key) names it for ever.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from gorel.cases.models.cases import Case
from gorel.cases.models.deployments import Process
from gorel.cases.models.fields import InstantField
from gorel.ground import ids


class Lane(models.Model):
    """Where jobs of one type, process, organisation and priority wait, one behind the other.

    Lanes are what workers share their time between, so that a hundred thousand jobs of one process hold up no other.
    There are few of them, and they stay: process is a version's row, organisation NULL is nobody's.
    """

    type = models.CharField(max_length=255)
    process = models.ForeignKey(Process, models.CASCADE, related_name="+", db_constraint=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    priority = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("type", "process", Coalesce("organisation", 0), "priority", name="cases_lane_of")
        ]


class Job(models.Model):
    """Work for a robot.

    Units: due_at is machine time: the moment from which it may be taken (its birth, the end of a pause after a failed
    try, the end of the lease while somebody has it; `NEVER` when no retries are left). Shape: tries counts the claims
    and is the fence: an answer counts only while the row still has the number of tries that its worker was given.
    headers is JSON, "" for none.
    """

    NEVER = 2**62

    case = models.ForeignKey(Case, models.CASCADE, related_name="jobs", db_constraint=False, db_index=False)
    key = models.BigIntegerField()
    element = models.CharField(max_length=255)
    type = models.CharField(max_length=255)
    lane = models.ForeignKey(Lane, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    due_at = InstantField()
    lease_owner = models.CharField(max_length=120, blank=True, default="")
    retries = models.IntegerField(default=3)
    tries = models.IntegerField(default=0)
    priority = models.IntegerField(default=0)
    headers = models.TextField(blank=True, default="")
    opened_at = InstantField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="cases_job_key")]
        indexes = [
            models.Index(fields=["lane", "due_at", "id"], name="cases_job_lane"),
            models.Index(fields=["lease_owner"], name="cases_job_lease", condition=~models.Q(lease_owner="")),
        ]


class Timer(models.Model):
    """A moment that a case waits for. Units: due_at is business time."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="timers", db_constraint=False, db_index=False)
    key = models.BigIntegerField()
    element = models.CharField(max_length=255)
    due_at = InstantField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="cases_timer_key")]
        indexes = [models.Index(fields=["due_at", "id"], name="cases_timer_due")]


class DueOrNever(models.Func):
    """A task's due moment, or one past all others: what is in order of it has tasks without a day last.

    The number is written out: an index on an expression serves only what is written as it is.
    """

    function = "COALESCE"
    template = "%(function)s(%(expressions)s, 4611686018427387904)"
    output_field = models.BigIntegerField()


class IsOpen(models.Func):
    """That the task whose state this is, is open; to be filtered by.

    The word is written out: only so does SQLite know that rows of an index on open tasks are, without looking at them.
    """

    template = "%(expressions)s = 'open'"
    output_field = models.BooleanField()


class Task(models.Model):
    """Work for a person. Times are business time; seconds_spent is what the person's page measured, if it did."""

    OPEN, COMPLETED, CANCELLED = "open", "completed", "cancelled"

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks", db_constraint=False, db_index=False)
    key = models.BigIntegerField()
    element = models.CharField(max_length=255)
    name = models.CharField(max_length=255, blank=True)
    form = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, default=OPEN)
    assignee = models.CharField(max_length=80, blank=True)
    priority = models.IntegerField(default=50)
    opened_at = InstantField()
    due_at = InstantField(null=True)
    follow_up_at = InstantField(null=True)
    closed_at = InstantField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    seconds_spent = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="cases_task_key")]
        indexes = [
            models.Index(fields=["id"], name="cases_task_open", condition=models.Q(state="open")),
            models.Index(fields=["assignee"], name="cases_task_assignee", condition=models.Q(state="open")),
            # All that a picture's figures ask of the tasks of open cases, so that no task's row is looked up for them.
            models.Index(fields=["case", "element", "due_at"], name="cases_task_at", condition=models.Q(state="open")),
            models.Index(
                DueOrNever("due_at"),
                models.F("priority").desc(),
                "opened_at",
                "id",
                name="cases_task_due",
                condition=models.Q(state="open"),
            ),
            models.Index(
                models.F("priority").desc(),
                DueOrNever("due_at"),
                "opened_at",
                "id",
                name="cases_task_first",
                condition=models.Q(state="open"),
            ),
            models.Index(fields=["closed_at"], name="cases_task_done", condition=models.Q(state="completed")),
            models.Index(fields=["closed_by"], name="cases_task_doer", condition=~models.Q(closed_by="")),
        ]

    def __str__(self) -> str:
        return self.name or self.element


class Candidate(models.Model):
    """Who may take a task.

    Shape: kind is "group" or "person"; a group is `role@<organisation uid>`, or the bare `role` when the case
    belongs to no organisation. is_open as long as the task is: what a group has to do is few of what it ever had.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="candidates", db_constraint=False)
    kind = models.CharField(max_length=6)
    name = models.CharField(max_length=120)
    is_open = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "name", "task"], name="cases_candidate_name"),
            models.Index(fields=["name", "task"], name="cases_candidate_open", condition=models.Q(is_open=True)),
        ]
