"""Who answers in the server what is granted: the rows."""

from __future__ import annotations

import os
from pathlib import Path

from gorel.ability import Context, NotGranted
from gorel.ground import clock, sealing
from gorel.robots.granted.models import Folder, Host, Secret


class Rows:
    """Answers by the organisation of the case."""

    def folder(self, name: str, context: Context, *, write: bool) -> str:
        """Return the place of a granted folder. Errors: NotGranted."""
        found = Folder.objects.filter(organisation=context.organisation, name=name).first()
        if found is None:
            raise NotGranted(
                f"the folder {name!r} is not granted; whoever runs Görel can: gorel grant folder {name} PATH",
                sv=f"mappen ”{name}” är inte beviljad; den som sköter driften kan: gorel grant folder {name} SÖKVÄG",
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
            raise NotGranted(
                f"the secret {name} is not granted to {context.type} for {host}; whoever runs Görel can: "
                f"gorel secret grant {name} {context.type} {host}",
                sv=f"hemligheten {name} är inte beviljad till {context.type} för {host}; den som sköter driften kan: "
                f"gorel secret grant {name} {context.type} {host}",
            )
        return value(found)

    def reach(self, host: str, context: Context) -> bool:
        """Return whether a private address is granted under the name *host*."""
        return Host.objects.filter(organisation=context.organisation, name=host).exists()


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
