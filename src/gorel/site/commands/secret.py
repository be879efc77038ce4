"""`gorel secret`: passwords and keys that abilities use by name."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gorel.accounts.models import Organisation


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its own commands."""
    command = commands.add_parser("secret", help="keep passwords and keys that abilities use by name")
    doing = command.add_subparsers(metavar="WHAT", required=True)
    keep = doing.add_parser("set", help="keep a secret, or its new value; asked for, or read from standard input")
    keep.add_argument("name", metavar="NAME")
    keep.add_argument("--env", metavar="VARIABLE", help="it stands in this environment variable of the server instead")
    keep.add_argument("--file", metavar="PATH", help="it stands in this file of the server instead")
    keep.set_defaults(run=_set)
    grant = doing.add_parser("grant", help="let an ability use it at a host")
    grant.add_argument("name", metavar="NAME")
    grant.add_argument("ability", metavar="ABILITY", help="for example http.request")
    grant.add_argument("host", metavar="HOST", help="for example api.economy.example")
    grant.add_argument("--revoke", action="store_true", help="take the grant back")
    grant.set_defaults(run=_grant)
    gone = doing.add_parser("remove", help="forget a secret and its grants")
    gone.add_argument("name", metavar="NAME")
    gone.set_defaults(run=_remove)
    listed = doing.add_parser("list", help="names, sources and grants; never values")
    listed.set_defaults(run=_list)
    for one in (keep, grant, gone):
        one.add_argument("--organisation", default="", metavar="SLUG", help="whose (default: cases of no organisation)")


def _set(given: argparse.Namespace) -> None:
    from gorel.site.command import Trouble

    owner = organisation(given.organisation)
    from gorel.robots.granted import answering
    from gorel.robots.granted.models import Secret

    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", given.name):
        raise Trouble(f"{given.name}: a secret is named by letters, digits and _, as in BANK_PASSWORD.")
    source = f"env:{given.env}" if given.env else f"file:{given.file}" if given.file else Secret.VAULT
    text = ""
    if source == Secret.VAULT:
        text = getpass.getpass(f"{given.name}: ") if sys.stdin.isatty() else sys.stdin.read().rstrip("\r\n")
        if not text:
            raise Trouble("An empty secret is none. Write it, or pipe it in.")
    answering.keep(given.name, text, organisation=owner.pk if owner else None, source=source)
    print(f"secrets.{given.name}")


def _grant(given: argparse.Namespace) -> None:
    from gorel.site.command import Trouble

    secret = _found(given)
    from gorel import ability

    if given.revoke:
        count, _ = secret.grants.filter(ability=given.ability, host=given.host).delete()  # type: ignore[attr-defined]
        print(f"{count} grant{'' if count == 1 else 's'} taken back")
        return
    if ability.find(given.ability) is None:
        raise Trouble(f"She has no ability {given.ability!r}. `gorel abilities` lists those she has.")
    secret.grants.get_or_create(ability=given.ability, host=given.host.lower())  # type: ignore[attr-defined]
    print(f"{given.name}: {given.ability} → {given.host.lower()}")


def _remove(given: argparse.Namespace) -> None:
    _found(given).delete()  # type: ignore[attr-defined]
    print(f"{given.name} is forgotten")


def _list(given: argparse.Namespace) -> None:
    organisation("")
    from gorel.robots.granted.models import Secret

    for secret in Secret.objects.select_related("organisation").prefetch_related("grants").order_by("name"):
        whose = secret.organisation.slug if secret.organisation else "–"
        grants = ", ".join(sorted(map(str, secret.grants.all()))) or "granted to nobody"
        print(f"{secret.name}  {whose}  {secret.source}  {grants}")


def _found(given: argparse.Namespace) -> object:
    from gorel.site.command import Trouble

    owner = organisation(given.organisation)
    from gorel.robots.granted.models import Secret

    secret = Secret.objects.filter(name=given.name, organisation=owner).first()
    if secret is None:
        raise Trouble(f"There is no secret {given.name} here. `gorel secret list` names those there are.")
    return secret


def organisation(slug: str) -> Organisation | None:
    """Set up, and return the organisation of that short name; None for "". Errors: Trouble."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import prepare_database, setup

    setup()
    prepare_database()
    from gorel.accounts.models import Organisation

    if not slug:
        return None
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Organisation.objects.values_list("slug", flat=True)) or "none"
        raise Trouble(f"--organisation {slug}: the organisations are {known}.")
    return found
