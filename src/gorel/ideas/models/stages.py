"""The five stages from a need to a solution in use. What they have in common stands in `Stage`.

Texts are in one language, the writer's own (`language`). Cases hold uids of these rows, never a name.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from gorel.ground import clock, ids
from gorel.ideas.words import LANGUAGES, OVER, TONES, Outcome, Seen, State


class Stage(models.Model):
    """What each stage keeps: whose it is, where it stands, by when somebody gets an answer, why it closed."""

    kind: ClassVar[str]

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")  # whose coach answers
    title = models.CharField(max_length=160)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="sv")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    reason = models.TextField(blank=True)  # the last answer in words: why closed, sent back, or accepted
    asked_at = models.DateTimeField(null=True, blank=True)  # since when somebody waits for an answer
    answer_by = models.DateTimeField(null=True, blank=True)  # by when they get it; None while nobody waits
    is_late = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)  # when the first answer came
    closed_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True, editable=False)  # stems, kept by `actions`
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is looked at."""
        raise NotImplementedError

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]

    @property
    def parent(self) -> Stage | None:
        """The row of the stage before; None where it begins here."""
        return None


class Challenge(Stage):
    """A need: what, for whom, by when; for everybody, or for a group such as summer workers, with a method."""

    kind = "challenge"

    slug = models.SlugField(max_length=100, unique=True)
    unit = models.CharField(max_length=120, blank=True)  # the part of the organisation that put it
    need = models.TextField()  # Markdown
    for_whom = models.CharField(max_length=200)  # whose everyday it is about
    group = models.CharField(max_length=120, blank=True)  # who is asked, when it is not everybody
    good_when = models.TextField(blank=True)  # by what one will know that the need is met
    closes_on = models.DateField()  # the last day for ideas
    method = models.CharField(max_length=60, blank=True)  # key of a method
    seen = models.CharField(max_length=12, choices=Seen, default=Seen.ORGANISATION)
    takes_guests = models.BooleanField(default=False)  # ideas from people without an account
    contact = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    points = models.ManyToManyField("programme.Point", related_name="challenges", blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def get_absolute_url(self) -> str:
        return reverse("ideas:challenge", args=[self.slug])


class Idea(Stage):
    """What somebody would do about a need. Who wrote it stands in `Author` alone."""

    kind = "idea"

    slug = models.SlugField(max_length=100, unique=True)
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, blank=True, related_name="ideas")
    unit = models.CharField(max_length=120, blank=True)
    what = models.TextField()  # Markdown
    why = models.TextField(blank=True)  # who gains what by it
    is_anonymous = models.BooleanField(default=False)  # to peers; the coach who answers sees who it is
    seen = models.CharField(max_length=12, choices=Seen, default=Seen.ORGANISATION)
    method = models.CharField(max_length=60, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    points = models.ManyToManyField("programme.Point", related_name="ideas", blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state"], name="ideas_idea_by_organisation")]

    def get_absolute_url(self) -> str:
        return reverse("ideas:idea", args=[self.slug])

    @property
    def parent(self) -> Stage | None:
        return self.challenge


class Trial(Stage):
    """An idea tried in small scale: what one believes, how it is measured, what came out, what was decided."""

    kind = "trial"

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="trials")
    hypothesis = models.TextField()
    measure = models.TextField()  # what is measured, and how
    before = models.CharField(max_length=200, blank=True)  # how it was
    target = models.CharField(max_length=200)  # what would show that it works
    scope = models.CharField(max_length=200, blank=True)  # where, with how many
    begins_on = models.DateField()
    ends_on = models.DateField()
    cost_planned = models.PositiveIntegerField(null=True, blank=True)  # whole kronor
    cost = models.PositiveIntegerField(null=True, blank=True)
    after = models.CharField(max_length=200, blank=True)  # how it became
    result = models.TextField(blank=True)
    learned = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    responsible = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("ideas:trial", args=[self.uid])

    @property
    def parent(self) -> Stage | None:
        return self.idea


class Solution(Stage):
    """What works, for others to take up."""

    kind = "solution"

    slug = models.SlugField(max_length=100, unique=True)
    idea = models.ForeignKey(Idea, models.PROTECT, null=True, blank=True, related_name="solutions")
    contact = models.ForeignKey(
        "accounts.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # who wrote
    unit = models.CharField(max_length=120, blank=True)
    what = models.TextField()
    for_whom = models.CharField(max_length=200)
    evidence = models.TextField(blank=True)
    success_factors = models.TextField(blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)  # public: the writer says so in the form
    processes = models.JSONField(default=list, blank=True)  # keys of processes whose time freed counts
    points = models.ManyToManyField("programme.Point", related_name="solutions", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def get_absolute_url(self) -> str:
        return reverse("ideas:solution", args=[self.slug])

    @property
    def parent(self) -> Stage | None:
        return self.idea


class Adoption(Stage):
    """A solution introduced by another organisation, with its own result.

    Shape: organisation is the solution's, which is told; adopter is who introduced it, a row here or only a name.
    minutes_freed is for the time from begun_on to reported_on; fingerprint names the key of whoever reported it signed.
    """

    kind = "adoption"

    solution = models.ForeignKey(Solution, models.PROTECT, related_name="adoptions")
    adopter = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    adopter_name = models.CharField(max_length=200)
    contact = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    begun_on = models.DateField()
    changes = models.TextField(blank=True)  # what they do otherwise
    result = models.TextField(blank=True)
    minutes_freed = models.DecimalField(max_digits=12, decimal_places=1, null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    installation = models.CharField(max_length=36, blank=True)
    is_confirmed = models.BooleanField(
        default=True
    )  # a report from elsewhere waits for the coach to say that it counts

    class Meta:
        ordering = ["begun_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["solution", "adopter"], condition=models.Q(adopter__isnull=False), name="ideas_adopted_once"
            ),
            models.UniqueConstraint(
                fields=["fingerprint", "installation"],
                condition=~models.Q(installation=""),
                name="ideas_installed_once",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("ideas:adoption", args=[self.uid])

    @property
    def parent(self) -> Stage | None:
        return self.solution


STAGES: dict[str, type[Stage]] = {row.kind: row for row in (Challenge, Idea, Trial, Solution, Adoption)}


def find(uid: Any) -> Stage:
    """Return the row of any stage with this uid. Errors: LookupError. At most five look-ups by key."""
    for model in STAGES.values():
        found = model._default_manager.filter(uid=uid).select_related("organisation").first()
        if found is not None:
            return found
    raise LookupError(f"no challenge, idea, trial, solution or adoption {uid}")
