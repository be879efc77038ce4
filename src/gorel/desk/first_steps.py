"""What somebody may begin with where Görel has done nothing yet: the first ten minutes of a new organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from gorel.accounts.models import Membership, Person
from gorel.accounts.rights import has, may, organisations_of


@dataclass(frozen=True, slots=True)
class Step:
    """Something to begin with. Shape: about is a sentence."""

    title: str
    about: str
    address: str


def first_steps(person: Person) -> list[Step]:
    """Return what the person's roles let them begin, in the order in which one comes to need it."""
    found = []
    administered = organisations_of(person, "administrator").order_by("pk").first()
    if administered and not Membership.objects.filter(organisation=administered).exclude(person=person).exists():
        found.append(
            Step(
                _("Let colleagues in"), _("Invite them by mail, and say what each may do."),
                reverse("organisation", args=[administered.slug]),
            )
        )  # fmt: skip
    if may(person, "editor"):
        about = _("Write its days, when programme points may be handed in, its themes and its criteria.")
        found.append(Step(_("Plan an innovation week"), about, reverse("programme:week-new")))
    if may(person, "organiser") or may(person, "secretary"):
        about = _("Görel takes the sign-ups, mails the joining link on its day, and asks afterwards how it was.")
        found.append(Step(_("Write a seminar"), about, reverse("programme:new")))
    if has(person, "teach"):
        about = _("Begin from a process that she is trained in, try it out, and let a colleague approve it.")
        found.append(Step(_("Teach Görel a piece of work"), about, reverse("workshop:begin")))
    return found
