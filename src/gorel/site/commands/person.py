"""`gorel person`: lets somebody in: a person, an organisation, a role."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("person", help="let somebody sign in, with a role in an organisation")
    command.add_argument("email", help="where the sign-in codes are sent")
    command.add_argument("--name", required=True, help="the person's name")
    command.add_argument("--organisation", required=True, metavar="NAME", help="made when there is none of that name")
    command.add_argument("--kind", default="municipality", help="what sort of organisation a new one is")
    command.add_argument(
        "--role",
        action="append",
        required=True,
        help="editor, organiser, secretary, administrator, handler, owner, operator or auditor; may be repeated",
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Write what is not there yet, in one transaction; say what stands."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import prepare_database, setup

    setup()
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction
    from django.utils.text import slugify

    from gorel.accounts.models import Membership, Organisation, Person

    _among("role", given.role, Membership.Role.values)
    _among("kind", [given.kind], Organisation.Kind.values)
    try:
        validate_email(given.email)
    except ValidationError:
        raise Trouble(f"{given.email} is no e-mail address. Write for example anna@kommun.example.") from None
    prepare_database()
    with transaction.atomic():
        organisation = Organisation.objects.filter(name__iexact=given.organisation).first()
        if organisation is None:
            organisation = Organisation.objects.create(
                name=given.organisation, slug=slugify(given.organisation), kind=given.kind
            )
        person = Person.objects.filter(email=given.email.strip().lower()).first()
        if person is None:
            person = Person.objects.create_person(email=given.email, name=given.name)
        for role in given.role:
            Membership.objects.get_or_create(person=person, organisation=organisation, role=role)
    roles = ", ".join(sorted(person.memberships.filter(organisation=organisation).values_list("role", flat=True)))
    print(f"{person.name} may sign in with a code to {person.email}. Roles in {organisation.name}: {roles}.")
    print(f"Where: {settings.ADDRESS}/logga-in/")


def _among(name: str, given: list[str], allowed: list[str]) -> None:
    from gorel.site.command import Trouble

    wrong = [value for value in given if value not in allowed]
    if wrong:
        raise Trouble(f"{wrong[0]!r} is no {name}. Choose among {', '.join(allowed)}.")
