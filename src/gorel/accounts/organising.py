"""What people do with organisations: found, verify, invite, join, merge. Rights are the caller's to check.

An address at a verified organisation's domain proves itself by the code that is mailed to it: only who signs in with
it becomes a member.
"""

from __future__ import annotations

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.text import slugify

from gorel.accounts.models import Group, Membership, Organisation, Person
from gorel.ground import machine, slugs


class NotPossible(ValueError):
    """It cannot be done. The text is a code: "last-administrator", "itself", "merged"."""


def free_slug(name: str) -> str:
    """Return a short name for addresses that no organisation has."""
    wanted = slugify(name)[:70].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return slugs.free(wanted, taken)


@transaction.atomic
def verify(*, organisation: Organisation, by: Person) -> None:
    """Note that an editor has seen that it is what it says. Writes one row."""
    organisation.verified_at, organisation.verified_by = machine.now(), by
    organisation.save(update_fields=["verified_at", "verified_by"])


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, name: str, role: str, language: str = "sv"
) -> tuple[Person, bool]:
    """Give somebody a role; return the person and whether they are new here. The letter is the caller's to send."""
    email = email.strip().lower()
    person = Person.objects.filter(email=email).first()
    is_new = person is None
    if person is None:
        person = Person.objects.create_person(email=email, name=name or email.split("@")[0], language=language)
    Membership.objects.get_or_create(person=person, organisation=organisation, role=role)
    return person, is_new


def give(*, organisation: Organisation, person: int, role: str) -> None:
    """Give a role to somebody who is known here, by id. Writes one row."""
    Membership.objects.get_or_create(person_id=person, organisation=organisation, role=role)


@transaction.atomic
def new_group(*, organisation: Organisation, name: str) -> Group:
    """Found a group, under a short name that is no role's and no other group's. Writes one row."""
    wanted = slugify(name)[:50].strip("-") or "group"
    taken = {*Membership.Role.values, *organisation.groups.values_list("slug", flat=True)}
    return Group.objects.create(organisation=organisation, name=name, slug=slugs.free(wanted, taken))


@transaction.atomic
def leave(*, membership: Membership) -> None:
    """Take a role away. Errors: NotPossible when nobody would be left to administer the organisation."""
    rest = Membership.objects.select_for_update().filter(organisation=membership.organisation, role=membership.role)
    if membership.role == Membership.Role.ADMINISTRATOR and not rest.exclude(pk=membership.pk).exists():
        raise NotPossible("last-administrator")
    membership.delete()


def newcomer(email: str) -> Person | None:
    """Return a person, not yet a member, for an address at a verified organisation's domain; None for strangers.

    Writes one row: whoever asks gets the same answer, and only a code that reaches the address lets anybody in.
    """
    if _joinable(email) is None:
        return None
    return Person.objects.create_person(email=email, name=email.split("@")[0].replace(".", " ").title())


def join_by_domain(*, person: Person) -> None:
    """Make who signed in with an address at an organisation's domain its organiser, unless they have a role already."""
    if person.memberships.exists():
        return
    organisation = _joinable(person.email)
    if organisation is not None:
        Membership.objects.create(person=person, organisation=organisation, role=Membership.Role.ORGANISER)


def _joinable(email: str) -> Organisation | None:
    domain = email.rpartition("@")[2].lower()
    found = Organisation.objects.filter(
        email_domain__icontains=domain, domain_may_join=True, verified_at__isnull=False, merged_into=None
    )
    return next((one for one in found if domain and domain in one.domains), None)


def alike(organisation: Organisation) -> models.QuerySet[Organisation]:
    """Return others that may be the same: by number, domain, or the first word of the name."""
    either = Q(name__iexact=organisation.name)
    if organisation.number:
        either |= Q(number=organisation.number)
    if organisation.domains:
        either |= Q(email_domain__icontains=organisation.domains[0])
    first = organisation.name.split(" ")[0]
    if len(first) > 3:
        either |= Q(name__istartswith=first)
    return Organisation.objects.filter(either, merged_into=None).exclude(pk=organisation.pk)


@transaction.atomic
def merge(*, duplicate: Organisation, into: Organisation) -> None:
    """Move all that hangs on *duplicate* to *into*; the row stays as a pointer.

    Members follow only with an address at *into*'s domains: nobody gains a role in an organisation by founding another
    of its name. Errors: NotPossible "itself" or "merged".
    """
    if duplicate.pk == into.pk:
        raise NotPossible("itself")
    if duplicate.merged_into_id is not None or into.merged_into_id is not None:
        raise NotPossible("merged")
    for membership in Membership.objects.filter(organisation=duplicate).select_related("person"):
        if membership.person.email.rpartition("@")[2] in into.domains:
            Membership.objects.get_or_create(person=membership.person, organisation=into, role=membership.role)
        membership.delete()
    for relation in Organisation._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        rows = model._default_manager
        if model in (Membership, Organisation):
            continue
        if relation.many_to_many:
            for row in rows.filter(**{name: duplicate}):
                getattr(row, name).remove(duplicate)
                getattr(row, name).add(into)
            continue
        for pk in rows.filter(**{name: duplicate}).values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    rows.filter(pk=pk).update(**{name: into})
            except IntegrityError:  # the other one has such a row already; this one stays with the duplicate
                continue
    duplicate.merged_into = into
    duplicate.save(update_fields=["merged_into"])
