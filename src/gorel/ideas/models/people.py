"""People around an idea: who wrote it, who works on it, what they say, who follows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gorel.ground import clock, ids
from gorel.ideas.models.stages import Idea
from gorel.ideas.words import Every, Side


class Author(models.Model):
    """Who wrote an idea: a person here, or a guest by name and address. Shown to peers only by `rules.authors_for`."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="authors")
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    guest_name = models.CharField(max_length=120, blank=True)
    guest_email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="sv")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "person"], name="ideas_author_once", condition=Q(person__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"author {self.pk}"  # no name: this may stand in a log

    @property
    def name(self) -> str:
        return self.person.name if self.person is not None else self.guest_name

    @property
    def email(self) -> str:
        return self.person.email if self.person is not None else self.guest_email


class TeamMember(models.Model):
    """Somebody who works on an idea, from any unit and organisation. Asked to join until somebody says yes."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="team")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    unit = models.CharField(max_length=120, blank=True)
    is_in = models.BooleanField(default=False)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="ideas_in_team_once")]

    def __str__(self) -> str:
        return f"team member {self.pk}"


class Argument(models.Model):
    """A point for or against an idea, or a question with its answer. Shape: is_author hides who it is when it must."""

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="arguments")
    person = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"


class Support(models.Model):
    """Somebody stands behind an idea. Counted, never listed by name."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supports")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="ideas_support_once")]

    def __str__(self) -> str:
        return f"support {self.pk}"


class Follow(models.Model):
    """Somebody wants to hear of a row: it stands in their next digest. Shape: about is the row's uid."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    about = models.UUIDField(db_index=True)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about"], name="ideas_follow_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Digest(models.Model):
    """One person's digest: how often, and up to when they have been told. Its case sends the letters."""

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    person = models.OneToOneField("accounts.Person", models.CASCADE, related_name="idea_digest")
    every = models.CharField(max_length=6, choices=Every, default=Every.WEEK)
    told_until = models.DateTimeField(default=clock.now)
    telling_until = models.DateTimeField(null=True)  # what the letter that is on its way holds

    def __str__(self) -> str:
        return f"digest {self.uid}"


class Event(models.Model):
    """Something that happened to a row, for its story and for digests. Who did it is nobody's business here.

    Shape: code is what happened (`stories.SENTENCES`); state is what it came to; text is public words.
    """

    kind = models.CharField(max_length=10)
    about = models.UUIDField(db_index=True)
    at = models.DateTimeField(default=clock.now)
    code = models.CharField(max_length=30)
    state = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Work(models.Model):
    """What a team wrote in one step of its method. Shape: answers are by the form's keys."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="works")
    method = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)
    is_done = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "method", "step"], name="ideas_work_once")]

    def __str__(self) -> str:
        return f"{self.method} {self.step}"


class Method(models.Model):
    """A method that an organisation defined itself; the one that comes with the house is a file in `methods/`."""

    key = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    content = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.key
