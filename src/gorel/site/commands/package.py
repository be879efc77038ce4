"""`gorel package`: solutions as signed files: make one, look inside, run its tests, install, update, report back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gorel.ideas.models import Installation, Package
    from gorel.ideas.packages.looking import Looked


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its own commands."""
    command = commands.add_parser("package", help="solutions as signed files that other homes install")
    doing = command.add_subparsers(metavar="WHAT", required=True)
    make = doing.add_parser("make", help="make a package of a folder with a package.toml, signed with this home's key")
    make.add_argument("folder", type=Path, metavar="FOLDER")
    make.add_argument("--out", type=Path, metavar="FILE", help="default: <name>-<version>.gorel")
    make.add_argument("--solution", default="", metavar="SLUG", help="the solution whose page offers it to everybody")
    make.set_defaults(run=_make)
    look = doing.add_parser("look", help="look inside; nothing is kept or put to use")
    look.set_defaults(run=_look)
    test = doing.add_parser("test", help="run its tests in memory; exits 1 when one fails")
    test.set_defaults(run=_test)
    install = doing.add_parser("install", help="test and deploy it for an organisation")
    install.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a value of the package")
    install.set_defaults(run=_install)
    update = doing.add_parser("update", help="bring an installed package up to a newer one, with one's own changes")
    update.add_argument(
        "--take", action="append", default=[], metavar="FILE/PART=ours|theirs", help="whose change holds where both did"
    )
    update.add_argument("--dry-run", action="store_true", help="show what would change")
    update.set_defaults(run=_update)
    for one in (look, test, install, update):
        one.add_argument("file", type=Path, metavar="FILE.gorel")
    export = doing.add_parser("export", help="write a package that is kept here as a file")
    export.add_argument("name", metavar="NAME")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.gorel")
    export.set_defaults(run=_export)
    report = doing.add_parser("report", help="write the benefit of an installed package as a signed file")
    report.add_argument("name", metavar="NAME")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.json")
    report.add_argument("--as", dest="named", default=None, metavar="NAME", help="under which name; default: as chosen")
    report.set_defaults(run=_report)
    for one in (install, update, report):
        one.add_argument("--organisation", default="", metavar="SLUG", help="whose (default: everybody's)")
    receive = doing.add_parser("receive", help="take in a report that somebody sent as a file")
    receive.add_argument("file", type=Path, metavar="FILE.json")
    receive.set_defaults(run=_receive)
    trust = doing.add_parser("trust", help="trust what a key signed, or --revoke that")
    trust.add_argument("fingerprint", metavar="FINGERPRINT", help="at least its first 16 signs")
    trust.add_argument("--revoke", action="store_true")
    trust.set_defaults(run=_trust)
    keys = doing.add_parser("keys", help="all keys that are known here, this home's own first")
    keys.set_defaults(run=_keys)


def _make(given: argparse.Namespace) -> None:
    trouble = _ready()
    from gorel.ideas.models import Solution
    from gorel.ideas.packages import making

    solution = None
    if given.solution:
        solution = Solution.objects.filter(slug=given.solution).first()
        if solution is None:
            raise trouble(f"There is no solution {given.solution!r} here.")
    about, files = _or_trouble(lambda: making.from_folder(given.folder))
    data = _or_trouble(lambda: making.make(about, files))
    kept = _or_trouble(lambda: making.keep(data, solution=solution, is_public=solution is not None))
    out = given.out or Path(f"{kept.name}-{kept.version}.gorel")
    out.write_bytes(data)
    print(f"{out}: {kept}, {len(files)} files, {len(data)} bytes. Signed with {kept.signer.fingerprint[:16]}.")


def _look(given: argparse.Namespace) -> None:
    _ready()
    from gorel.ideas.models import SigningKey

    looked = _looked(given.file)
    manifest = looked.manifest
    key = SigningKey.objects.filter(fingerprint=looked.fingerprint).first()
    print(f"{manifest.name} {manifest.version}: {manifest.title['sv']}\n{manifest.about['sv'].strip()}")
    print(f"From: {manifest.publisher}. Key: {looked.fingerprint}")
    print(
        "The key is trusted here." if key and key.is_trusted else "Nobody here trusts the key yet: gorel package trust"
    )
    for one in manifest.needs.abilities:
        print(f"  ability {one.name} {one.version}: {'missing' if one in looked.lacking else 'here'}")
    for label, names in (("system", manifest.needs.systems), ("secret", manifest.needs.secrets),
                         ("right", manifest.needs.rights)):  # fmt: skip
        for name in names:
            print(f"  {label} {name}")
    for value in manifest.values:
        print(f"  value {value.key} = {value.default}: {value.title['sv']}")
    for file in manifest.files:
        print(f"  {file.path}, {file.bytes} bytes")
    _tell(looked)


def _test(given: argparse.Namespace) -> int:
    _ready()
    from gorel.ground import clock
    from gorel.ideas.packages import trying

    results = trying.run(_looked(given.file).files, now=clock.instant())
    for one in results:
        print(f"{'ok  ' if one.passed else 'FAIL'} {one.name} {one.reason}".rstrip())
    print(f"{sum(one.passed for one in results)} of {len(results)} passed.")
    return 0 if all(one.passed for one in results) else 1


def _install(given: argparse.Namespace) -> None:
    trouble = _ready()
    from gorel.ideas.packages import installing
    from gorel.site.commands.secret import organisation

    owner = organisation(given.organisation)
    package = _kept(given.file)
    values = _pairs(given.set, trouble)
    made = _or_trouble(lambda: installing.install(package=package, organisation=owner, values=values, by="operator"))
    print(f"Installed: {made.package}, for {owner or 'everybody'}. {len(package.tests)} tests passed.")


def _update(given: argparse.Namespace) -> int:
    trouble = _ready()
    from gorel.ideas.packages import installing

    package = _kept(given.file)
    row = _installation(given, package.name)
    choices = _pairs(given.take, trouble)
    planned = _or_trouble(lambda: installing.plan(row, package, choices))
    for path, one in planned.merged.items():
        for change in one.changes:
            if not change.drawn:
                print(f"  {path}/{change.part} ({change.name}): {change.who}")
    if given.dry_run:
        return 0
    done = _or_trouble(lambda: installing.update(installation=row, package=package, choices=choices, by="operator"))
    print(f"Updated to {done.package}.")
    return 0


def _export(given: argparse.Namespace) -> None:
    trouble = _ready()
    from gorel.ideas.models import Package

    row = Package.objects.filter(name=given.name).order_by("-pk").first()
    if row is None:
        raise trouble(f"There is no package {given.name!r} here.")
    given.out.write_bytes(bytes(row.content))
    print(f"{given.out}: {row}")


def _report(given: argparse.Namespace) -> None:
    _ready()
    from gorel.ideas.packages import reporting

    row = _installation(given, given.name)
    if given.named is not None:
        row.report_name = given.named[:200]
        row.save(update_fields=["report_name"])
    given.out.write_bytes(reporting.write(row))
    print(f"{given.out}: {reporting.benefit(row)[0]} cases, {reporting.benefit(row)[1]} minutes freed.")


def _receive(given: argparse.Namespace) -> None:
    _ready()
    from gorel.ideas.packages import reporting

    data = _or_trouble(lambda: given.file.read_bytes())
    row = _or_trouble(lambda: reporting.receive(data))
    said = "It counts." if row.is_confirmed else "Its key is not known here: the idea coach says whether it counts."
    print(f"{row.adopter_name}: {row.minutes_freed} minutes freed with {row.solution}. {said}")


def _trust(given: argparse.Namespace) -> None:
    trouble = _ready()
    from gorel.ideas.models import SigningKey
    from gorel.ideas.packages import signing

    mark = given.fingerprint.replace(" ", "").lower()
    found = list(SigningKey.objects.filter(fingerprint__startswith=mark, is_own=False)) if len(mark) >= 16 else []
    if len(found) != 1:
        raise trouble("No one key begins like that. Look at the package first, then name 16 signs or more.")
    signing.trust(key=found[0], by="operator", trusted=not given.revoke)
    print(f"{found[0]}: {'no longer trusted' if given.revoke else 'trusted'}.")


def _keys(_given: argparse.Namespace) -> None:
    _ready()
    from gorel.ideas.models import SigningKey
    from gorel.ideas.packages import signing

    signing.own_key()
    for key in SigningKey.objects.order_by("-is_own", "name"):
        said = "our own" if key.is_own else "trusted" if key.is_trusted else "not trusted"
        print(f"{key.fingerprint}  {said}  {key}")


def _ready() -> Any:
    """Set up, and return the class of troubles."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import prepare_database, setup

    setup()
    prepare_database()
    return Trouble


def _looked(path: Path) -> Looked:
    """Look into a file; its key is known from then on, so that it can be trusted by name."""
    from gorel.ideas.packages import looking, signing

    looked = _or_trouble(lambda: looking.look(path.read_bytes()))
    signing.known(looked.fingerprint, looked.public, looked.manifest.publisher)
    return looked


def _kept(path: Path) -> Package:
    from gorel.ideas.packages import making

    return _or_trouble(lambda: making.keep(path.read_bytes()))


def _installation(given: argparse.Namespace, name: str | None) -> Installation:
    from gorel.ideas.models import Installation
    from gorel.site.command import Trouble
    from gorel.site.commands.secret import organisation

    found = Installation.objects.filter(organisation=organisation(given.organisation)).select_related("package")
    row = found.filter(name=name).first() if name is not None else found.first()
    if row is None:
        raise Trouble("The package is not installed here. Install it first: gorel package install FILE.gorel")
    return row


def _pairs(given: list[str], trouble: Any) -> dict[str, str]:
    found = {}
    for pair in given:
        key, equals, value = pair.rpartition("=") if "/" in pair else pair.partition("=")
        if not equals:
            raise trouble(f"{pair}: write KEY=VALUE.")
        found[key] = value
    return found


def _tell(looked: Looked) -> None:
    from gorel.core.say import say

    for problem in looked.problems():
        print(say(problem, "sv"))


def _or_trouble(doing: Any) -> Any:
    """Return what *doing* returns; what is wrong with a package becomes a sentence at the terminal."""
    from gorel.ideas.packages.problems import BadPackage
    from gorel.site.command import Trouble

    try:
        return doing()
    except BadPackage as error:
        raise Trouble(str(error)) from None
    except OSError as error:
        raise Trouble(f"{error.filename}: {error.strerror}.") from None
