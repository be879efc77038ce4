"""`gorel grant`: folders and private addresses that abilities may use."""

from __future__ import annotations

import argparse
from pathlib import Path

from gorel.site.commands.secret import organisation


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its own commands."""
    command = commands.add_parser("grant", help="open folders and private addresses to abilities")
    doing = command.add_subparsers(metavar="WHAT", required=True)
    folder = doing.add_parser("folder", help="let abilities use a folder of this machine, or one behind SFTP")
    folder.add_argument("name", metavar="NAME", help="what pictures call it")
    folder.add_argument(
        "place", metavar="PATH", help="/srv/invoices, or sftp://user:secrets.NAME@host/folder?host_key=…"
    )
    folder.add_argument("--write", action="store_true", help="also for writing")
    folder.set_defaults(run=_folder)
    host = doing.add_parser("host", help="let abilities reach a private address")
    host.add_argument("name", metavar="HOST", help="the name in pictures' addresses, as economy.inside.example")
    host.set_defaults(run=_host)
    for one in (folder, host):
        one.add_argument("--organisation", default="", metavar="SLUG", help="whose (default: cases of no organisation)")
        one.add_argument("--revoke", action="store_true", help="take the grant back")
    listed = doing.add_parser("list", help="all folders and addresses")
    listed.set_defaults(run=_list)


def _folder(given: argparse.Namespace) -> None:
    from gorel.site.command import Trouble

    owner = organisation(given.organisation)
    from gorel.robots.granted.models import Folder

    if given.revoke:
        Folder.objects.filter(name=given.name, organisation=owner).delete()
        return
    place = given.place
    if not place.startswith("sftp://"):
        if not Path(place).is_dir():
            raise Trouble(f"{place} is no folder of this machine.")
        place = str(Path(place).resolve())
    if "/" in given.name:
        raise Trouble(f"{given.name}: a folder's name has no slash.")
    Folder.objects.update_or_create(
        name=given.name, organisation=owner, defaults={"place": place, "may_write": given.write}
    )
    print(f"{given.name}/ → {place.partition('?')[0]}{' (writing too)' if given.write else ''}")


def _host(given: argparse.Namespace) -> None:
    owner = organisation(given.organisation)
    from gorel.robots.granted.models import Host

    if given.revoke:
        Host.objects.filter(name=given.name.lower(), organisation=owner).delete()
        return
    Host.objects.get_or_create(name=given.name.lower(), organisation=owner)
    print(given.name.lower())


def _list(given: argparse.Namespace) -> None:
    organisation("")
    from gorel.robots.granted.models import Folder, Host

    for folder in Folder.objects.select_related("organisation").order_by("name"):
        whose = folder.organisation.slug if folder.organisation else "–"
        print(
            f"folder  {folder.name}  {whose}  {folder.place.partition('?')[0]}{'  write' if folder.may_write else ''}"
        )
    for host in Host.objects.select_related("organisation").order_by("name"):
        print(f"host  {host.name}  {host.organisation.slug if host.organisation else '–'}")
