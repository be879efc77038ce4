"""Who answers in the server what is granted: the rows."""

from __future__ import annotations

import os
from pathlib import Path

from gorel.ability import Context, NotGranted, Refused
from gorel.ability.grants import Sent
from gorel.accounts.models import Organisation
from gorel.cases.models import Case
from gorel.forms import kept
from gorel.ground import clock, sealing
from gorel.robots.granted.models import Folder, Host, Secret


class Rows:
    """Answers by the organisation of the case."""

    def folder(self, name: str, context: Context, *, write: bool) -> str:
        """Return the place of a granted folder. Errors: NotGranted."""
        found = Folder.objects.filter(organisation=context.organisation, name=name).first()
        if found is None:
            whose = _whose(context)
            raise NotGranted(
                f"the folder {name!r} is not granted; whoever runs Görel can: gorel grant folder {name} PATH{whose}",
                sv=f"mappen ”{name}” är inte beviljad; den som sköter driften kan: "
                f"gorel grant folder {name} SÖKVÄG{whose}",
            )
        if write and not found.may_write:
            raise NotGranted(
                f"the folder {name!r} is granted for reading only; add --write to its grant",
                sv=f"mappen ”{name}” är beviljad bara för läsning; lägg till --write där den beviljas",
            )
        return found.place

    def secret(self, name: str, context: Context, *, host: str) -> str:
        """Return a secret's value. Errors: NotGranted, without the value in any of them."""
        found = Secret.objects.filter(organisation=context.organisation, name=name).first()
        if found is None or not found.grants.filter(ability=context.type, host=host).exists():
            asked = f"gorel secret grant {name} {context.type} {host}{_whose(context)}"
            raise NotGranted(
                f"the secret {name} is not granted to {context.type} for {host}; whoever runs Görel can: {asked}",
                sv=f"hemligheten {name} är inte beviljad till {context.type} för {host}; den som sköter driften kan: "
                f"{asked}",
            )
        return value(found)

    def reach(self, host: str, context: Context) -> bool:
        """Return whether a private address is granted under the name *host*."""
        return Host.objects.filter(organisation=context.organisation, name=host).exists()

    def sent(self, reference: str, context: Context) -> Sent:
        """Return a file that was sent to the case's family. Errors: Refused when it is gone, or another case's."""
        found = kept.whole(reference)
        if found is None or not _is_of_family(found.about, context.case):
            raise Refused(
                "the file that was sent is no longer kept, or belongs to another case",
                sv="filen som skickades finns inte kvar, eller hör till ett annat ärende",
            )
        return Sent(found.name, found.type, found.content)


def _whose(context: Context) -> str:
    """Return what the command that grants must say so that the case's own organisation has it."""
    slug = Organisation.objects.filter(pk=context.organisation or 0).values_list("slug", flat=True).first()
    return f" --organisation {slug}" if slug else ""


def _is_of_family(about: str, case: str) -> bool:
    """Say whether a file belongs to the case, or to one that has called it or that it has called, however far."""
    kind, _colon, uid = about.partition(":")
    return kind == "case" and (uid == case or _first(uid) == _first(case))


def _first(uid: str) -> int | None:
    """Return the case that all calls began with; None when there is no such case."""
    row = Case.objects.filter(uid=uid).values_list("pk", "parent").first()
    while row is not None and row[1] is not None:
        row = Case.objects.values_list("pk", "parent").get(pk=row[1])
    return row[0] if row else None


def value(secret: Secret) -> str:
    """Return what a secret holds now. Errors: NotGranted when its variable or file is gone."""
    if secret.source == Secret.VAULT:
        return sealing.open_(secret.sealed, _about(secret))
    kind, _, where = secret.source.partition(":")
    try:
        found = os.environ[where] if kind == "env" else Path(where).read_text(encoding="utf-8").strip()
    except (KeyError, OSError):
        raise NotGranted(
            f"the secret {secret.name} is not where it should be: {secret.source}",
            sv=f"hemligheten {secret.name} finns inte där den ska: {secret.source}",
        ) from None
    return found


def keep(name: str, text: str, *, organisation: int | None, source: str = Secret.VAULT) -> Secret:
    """Keep a secret, or its new value. Side effects: its row, sealed."""
    secret = Secret.objects.filter(name=name, organisation=organisation).first() or Secret(
        name=name, organisation_id=organisation
    )
    secret.source, secret.changed_at = source, clock.now()
    secret.sealed = sealing.seal(text, _about(secret)) if source == Secret.VAULT else ""
    secret.save()
    return secret


def _about(secret: Secret) -> bytes:
    return f"secret {secret.organisation_id or 0} {secret.name}".encode()
