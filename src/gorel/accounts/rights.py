"""What a person may do: questions about memberships, and the guard of staff views.

An administrator does not silently have every other role: who may see a case is read off one list.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.shortcuts import render

from gorel.accounts import held
from gorel.accounts.models import Membership, Organisation, Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet
    from django.http import HttpResponseBase

    Somebody = Person | AnonymousUser
    View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """What reaches a guarded view: a request of somebody who has signed in. Only types ask for it."""

    user: Person


# What some roles may and others may not, in their own organisation. What is not here, every role may.
POWERS: dict[str, frozenset[str]] = {
    "work": frozenset(
        {"editor", "organiser", "secretary", "administrator", "handler", "owner", "operator", "idea-coach"}
    ),  # do anything but look
    "steer": frozenset({"administrator", "owner", "operator"}),  # correct, move, migrate, pause, cancel cases
    "unmask": frozenset({"handler", "owner", "auditor"}),  # open personal values; each time is written down
    "processes": frozenset({"editor", "administrator", "owner", "operator", "auditor"}),  # how processes are
    "teach": frozenset({"editor", "administrator", "owner"}),  # begin drafts of processes
    "teach-all": frozenset({"editor", "administrator"}),  # work with all drafts; owners work with their own
    "robots": frozenset({"administrator", "operator"}),  # who is connected, tokens
    "audit": frozenset({"administrator", "auditor"}),  # who signed in, saw, changed
}


def holding(person: Somebody, power: str) -> QuerySet[Organisation]:
    """Return the organisations in which the person has *power*, one of `POWERS`."""
    found = memberships_of(person).filter(role__in=POWERS[power])
    return Organisation.objects.filter(pk__in=found.values("organisation_id"))


def has(person: Somebody, power: str, organisation_id: int | None = None) -> bool:
    """Return whether the person has *power* in an organisation, or anywhere when that is None."""
    return any(
        role in POWERS[power] and organisation_id in (None, organisation)
        for role, organisation in held_by(person).roles
    )


def runs_installation(person: Somebody) -> bool:
    """Return whether the person looks after what all organisations share: abilities, workers.

    Shape: an operator of the organisation that GOREL_OPERATED_BY names; where it names none, an operator as long as
    operators are of one organisation alone: nobody stops the work of others by giving out roles.
    """
    operators = Membership.objects.filter(role=Membership.Role.OPERATOR)
    if settings.OPERATED_BY:
        return memberships_of(person).filter(role="operator", organisation__slug=settings.OPERATED_BY).exists()
    if operators.values("organisation_id").distinct().count() != 1:
        return False
    return memberships_of(person).filter(role="operator").exists()


def memberships_of(person: Somebody) -> QuerySet[Membership]:
    """Return the person's memberships; none for strangers and for people who may no longer sign in."""
    if not person.is_authenticated or not person.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(person_id=person.pk).select_related("organisation")


def held_by(person: Somebody) -> held.Held:
    """Return what the person holds; nothing for strangers and for people who may no longer sign in."""
    return held.by(person.pk) if person.is_authenticated and person.is_active else held.Held()


def groups_of(person: Somebody) -> set[str]:
    """Return the candidate groups that the person answers to: `role@organisation-uid`."""
    return set(held_by(person).groups)


def roles_of(person: Somebody) -> set[str]:
    """Return the roles that the person has anywhere."""
    return {role for role, _organisation in held_by(person).roles}


def may(person: Somebody, role: str, organisation: Organisation | UUID | str | None = None) -> bool:
    """Return whether the person has *role* in *organisation* (a row or its uid), or anywhere when that is None."""
    found = memberships_of(person).filter(role=role)
    if organisation is not None:
        uid = organisation.uid if isinstance(organisation, Organisation) else organisation
        found = found.filter(organisation__uid=uid)
    return found.exists()


def organisations_of(person: Somebody, role: str | None = None) -> QuerySet[Organisation]:
    """Return the organisations in which the person has *role*, or any role of the staff's."""
    found = memberships_of(person)
    found = found.filter(role=role) if role is not None else found.exclude(role=Membership.Role.EMPLOYEE)
    return Organisation.objects.filter(pk__in=found.values("organisation_id"))


def needs(*roles: str) -> Callable[[View], View]:
    """Guard a view for people with one of *roles*, or with any role of the staff's when none is named.

    Strangers are sent to sign in; who is signed in but lacks the role gets a 403 page in plain words.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            held = roles_of(request.user)
            if (held & set(roles)) if roles else held - {Membership.Role.EMPLOYEE}:
                return view(request, *args, **kwargs)
            wanted = [str(Membership.Role(role).label) for role in roles]
            return render(request, "403.html", {"wanted": wanted}, status=403)

        return guarded

    return decorate
