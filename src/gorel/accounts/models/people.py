"""Who there is: people, organisations, the roles that people have in them, and groups."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.ground import ids


class PersonManager(BaseUserManager["Person"]):
    """Makes people; their e-mail addresses are kept in small letters."""

    def create_person(self, *, email: str, name: str, language: str = "sv") -> Person:
        """Make a person who signs in with a code to *email*. Writes one row."""
        person = self.model(email=email.strip().lower(), name=name.strip(), language=language)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by e-mail address, whatever the case of its letters."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. There are no passwords: a code goes to the e-mail address.

    The password column that Django wants holds an unusable mark; a new mark ends all of the person's sessions.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=5, default="sv", choices=[("sv", "Svenska"), ("en", "English")]
    )
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with the address in small letters."""
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_full_name(self) -> str:
        """Return the name as the person writes it."""
        return self.name

    def get_short_name(self) -> str:
        """Return what to call somebody: the first name; whole what says an office ("Registrator på Kulturskolan")."""
        name = self.name.split(",")[0]
        words = name.split()
        return words[0] if words and all(word[0].isupper() for word in words) else name

    @property
    def actor(self) -> str:
        """Return how the log of cases names this person: an id, never a name."""
        return f"person:{self.pk}"

    def end_sessions(self) -> None:
        """Sign the person out everywhere. Writes the person's row."""
        self.set_unusable_password()
        self.save(update_fields=["password"])


class Organisation(models.Model):
    """An organisation that takes part: it organises points, holds seminars, owns processes."""

    class Kind(models.TextChoices):
        """What sort of organisation it is; the law on automated decisions differs between them."""

        MUNICIPALITY = "municipality", _("municipality")
        REGION = "region", _("region")
        AGENCY = "agency", _("government agency")
        ACADEMY = "academy", _("university")
        COMPANY = "company", _("company")
        CIVIL_SOCIETY = "civil-society", _("civil society")
        OTHER = "other", _("other")

    PUBLIC_KINDS: ClassVar[frozenset[str]] = frozenset({Kind.MUNICIPALITY, Kind.REGION, Kind.AGENCY, Kind.ACADEMY})

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    is_publicly_owned = models.BooleanField(
        _("owned by the public"), default=False, help_text=_("A company of a municipality, a region or the state.")
    )
    number = models.CharField(_("organisation number"), max_length=20, blank=True)
    email_domain = models.CharField(
        _("e-mail domain"),
        max_length=120,
        blank=True,
        help_text=_("What stands after the @; several with blanks between."),
    )
    domain_may_join = models.BooleanField(
        _("whoever has such an address may join as organiser"), default=False
    )  # once the organisation is verified
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey("Person", models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )  # a duplicate keeps its row: groups of open tasks name its uid

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public_sector(self) -> bool:
        """Return whether this is a public party, as the innovation week asks for."""
        return self.kind in self.PUBLIC_KINDS or self.is_publicly_owned

    @property
    def is_verified(self) -> bool:
        """Return whether an editor has seen that it is what it says."""
        return self.verified_at is not None

    @property
    def domains(self) -> list[str]:
        """Return the e-mail domains of the organisation's people."""
        return [domain.strip("@,;").lower() for domain in self.email_domain.split() if domain.strip("@,;")]


class Membership(models.Model):
    """A role that a person has in an organisation."""

    class Role(models.TextChoices):
        """What a member does; a user task's candidate group is one of these."""

        EDITOR = "editor", _("editor")
        ORGANISER = "organiser", _("organiser")
        SECRETARY = "secretary", _("secretary")
        ADMINISTRATOR = "administrator", _("administrator")
        HANDLER = "handler", _("handler")
        OWNER = "owner", _("process owner")
        OPERATOR = "operator", _("operator")
        AUDITOR = "auditor", _("auditor")
        IDEA_COACH = "idea-coach", _("idea coach")
        EMPLOYEE = "employee", _("employee")  # takes part in the organisation's ideas, and sees none of its cases

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["organisation__name", "role"]
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"

    @property
    def group(self) -> str:
        """Return the candidate group of user tasks that this membership answers to."""
        return f"{self.role}@{self.organisation.uid}"


class Group(models.Model):
    """Some of an organisation's people, to whom tasks may be given: its short name stands in the picture.

    Shape: slug is none of the roles' names; a task's candidate group is `slug@<organisation uid>`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in pictures"), max_length=60)
    members = models.ManyToManyField(Person, related_name="work_groups", blank=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="group_once")]

    def __str__(self) -> str:
        return self.name
