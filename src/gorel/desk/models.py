"""What people at the desk add to cases and processes: who answers, what was decided, said, followed, looked at."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation, Person
from gorel.cases.models import Case, Task
from gorel.ground import clock, ids, sealing


class Stewardship(models.Model):
    """Who owns a process in one organisation, who stands in, and how the work is done without Görel."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Owner"))
    backup = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Stands in")
    )
    routine = models.TextField(_("How it is done by hand"), blank=True, max_length=20_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "process"], name="desk_stewardship_once")]

    def __str__(self) -> str:
        return self.process


class Measure(models.Model):
    """Something that a person did about a process: append-only. Shape: by is an actor, as in the log of cases."""

    class Kind(models.TextChoices):
        """What was done."""

        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("put to work again")
        ENTRUSTED = "entrusted", _("owner, stand-in or routine changed")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "process", "id"], name="desk_measure_process")]

    def __str__(self) -> str:
        return f"{self.process} {self.kind}"


class SystemUse(models.Model):
    """That a process leans on a system, in its owner's words: what no picture tells. Shape: by is an actor."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    name = models.CharField(_("The system's name"), max_length=120)
    how = models.CharField(_("What the process does there"), max_length=300, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "process", "name"], name="desk_system_use_once")]

    def __str__(self) -> str:
        return f"{self.process}: {self.name}"


class Upgrade(models.Model):
    """That a system is upgraded on a day: the processes that lean on it are to be tested. Shape: by is an actor."""

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    name = models.CharField(_("Which system"), max_length=120)
    on = models.DateField(_("Which day"))
    what = models.CharField(_("What is new"), max_length=300, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["organisation", "on"], name="desk_upgrade_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class Comment(models.Model):
    """What a colleague wrote about a case.

    Shape: body is sealed under the row's own key; both are empty once erased.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    key = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="desk_comment_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def text(self) -> str:
        """What was written; "" once it is erased."""
        return sealing.unwrap(bytes(self.key)).open(bytes(self.body)).decode() if self.key else ""


class Correction(models.Model):
    """A value of a case that a person corrected, so that it can be taken back.

    Shape: body holds what was and what came, as JSON, sealed under the row's own key; both are empty once erased.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    name = models.CharField(max_length=255)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=80)
    key = models.BinaryField()
    body = models.BinaryField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="desk_correction_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"


class Follow(models.Model):
    """A person who wants to see what becomes of a case. Shape: seen_line is the last line of its log that they saw."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="followers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seen_line = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "case"], name="desk_follow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id}"


class SavedView(models.Model):
    """A list as a person wants to see it again. Shape: page is "inbox" or "cases"; query is the address's."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    page = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page", "name"], name="desk_view_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """A person has a task open. By machine time; rows of those who left go by themselves."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "person"], name="desk_presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="desk_presence_seen")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.task_id}"


class Begun(models.Model):
    """What a person has begun to answer to a task, for that person alone.

    Shape: number counts its saves; body holds the values and kinds of the form's fields as JSON, sealed under the row's
    own key.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)
    key = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "person"], name="desk_begun_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.task_id}"


class Care(models.Model):
    """A person takes care of a cause of incidents. Shape: organisation NULL is for cases that belong to none."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    process = models.CharField(max_length=255)
    element = models.CharField(max_length=255, blank=True)
    code = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "process", "element", "code"], name="desk_care_once")
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.code}"
