"""Putting a package to use, and bringing it up to a newer one. Each is one transaction: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from gorel.accounts.models import Organisation
from gorel.cases import deployment
from gorel.cases.models import Resource
from gorel.core.problems import ModelError
from gorel.core.say import say
from gorel.ground import clock
from gorel.ideas.models import Installation, Package
from gorel.ideas.packages import adapting, merging, trying
from gorel.ideas.packages import manifest as manifests
from gorel.ideas.packages.looking import Looked, look, name
from gorel.ideas.packages.manifest import DEPLOYED
from gorel.ideas.packages.merging import Merged
from gorel.ideas.packages.problems import BadPackage


@dataclass(frozen=True)
class Plan:
    """What an update would do. Shape: by file name."""

    looked: Looked
    adapted: dict[str, bytes]  # the new files with this home's values, by path
    merged: dict[str, Merged] = field(default_factory=dict)
    gone: tuple[str, ...] = ()  # files that the new version no longer has: what is deployed stays

    @property
    def conflicts(self) -> int:
        return sum(len(one.conflicts) for one in self.merged.values())


@transaction.atomic
def install(*, package: Package, organisation: Organisation | None, values: Mapping[str, str], by: str) -> Installation:
    """Check, adapt, test and deploy a package for an organisation, or for everybody.

    Side effects: a deployment, and the row that remembers it. Errors: BadPackage says what stands in the way.
    """
    if Installation.objects.filter(name=package.name, organisation=organisation).exists():
        raise BadPackage("already")
    looked = _fit(package)
    adapted = adapting.adapt(looked.manifest, looked.files, values)
    files = _deployed(looked, adapted)
    for path, data in files.items():
        if _present(path, data, organisation) is not None:
            raise BadPackage("taken", name=path)
    _test(package, adapted)
    _deploy(package, files, organisation, by)
    return Installation.objects.create(
        name=package.name, organisation=organisation, package=package, values=dict(values), installed_by=by,
        base={path: data.decode() for path, data in files.items()}, report_to=looked.manifest.report_to,
    )  # fmt: skip


def plan(installation: Installation, package: Package, choices: Mapping[str, str] | None = None) -> Plan:
    """Return what an update to *package* would do, with our own changes beside theirs. Changes nothing.

    Errors: BadPackage "older" when it is no newer version.
    """
    if package.name != installation.name or not manifests.newer(package.version, installation.package.version):
        raise BadPackage("older", version=package.version, present=installation.package.version)
    looked = look(bytes(package.content))
    kept = {value.key for value in looked.manifest.values}
    values = {key: value for key, value in installation.values.items() if key in kept}
    adapted = adapting.adapt(looked.manifest, looked.files, values)
    merged = {}
    for path, theirs in _deployed(looked, adapted).items():
        before = installation.base.get(path)
        ours = _present(path, theirs, installation.organisation)
        if before is None or ours is None:
            merged[path] = Merged(theirs, ())
        else:
            own = {key.partition("/")[2]: side for key, side in (choices or {}).items() if key.startswith(f"{path}/")}
            merged[path] = merging.merge(path, before.encode(), theirs, ours, own)
    gone = tuple(sorted(set(installation.base) - set(merged)))
    return Plan(looked, adapted, merged, gone)


@transaction.atomic
def update(*, installation: Installation, package: Package, choices: Mapping[str, str], by: str) -> Installation:
    """Deploy the newer package together with our own changes. Shape: choices are by `file/part`: "ours" or "theirs".

    Errors: BadPackage, "conflict" while a conflict has no choice.
    """
    installation = (
        Installation.objects.select_for_update(of=("self",)).select_related("package").get(pk=installation.pk)
    )
    looked = _fit(package)
    planned = plan(installation, package, choices)
    open_ones = [
        change
        for path, one in planned.merged.items()
        for change in one.conflicts
        if choices.get(f"{path}/{change.part}") not in (merging.OURS, merging.THEIRS)
    ]
    if open_ones:
        raise BadPackage("conflict", count=len(open_ones))
    files = {path: one.data for path, one in planned.merged.items()}
    tried = dict(planned.adapted)
    paths = {name(one.path): one.path for one in looked.manifest.of_role(*DEPLOYED)}
    tried |= {paths[path]: data for path, data in files.items()}
    _test(package, tried)
    _deploy(package, files, installation.organisation, by)
    installation.package = package
    installation.base = {path: data.decode() for path, data in _deployed(looked, planned.adapted).items()}
    installation.updated_at = clock.now()
    installation.save()
    return installation


def _fit(package: Package) -> Looked:
    """Return what is in a package that may be put to use here. Errors: BadPackage."""
    looked = look(bytes(package.content))
    if not package.signer.is_trusted or package.signer.fingerprint != looked.fingerprint:
        raise BadPackage("untrusted", fingerprint=looked.fingerprint[:16])
    for one in looked.lacking:
        raise BadPackage("ability", name=one.name, version=one.version)
    return looked


def _test(package: Package, files: Mapping[str, bytes]) -> None:
    """Run the tests on what would be deployed, and remember how they went. Errors: BadPackage "test"."""
    results = trying.run(files, now=clock.instant())
    package.tests = [{"name": one.name, "passed": one.passed, "reason": one.reason} for one in results]
    package.tests_passed = all(one.passed for one in results)
    package.save(update_fields=["tests", "tests_passed"])
    for one in results:
        if not one.passed:
            raise BadPackage("test", name=one.name, reason=one.reason)


def _deploy(package: Package, files: Mapping[str, bytes], organisation: Organisation | None, by: str) -> None:
    try:
        deployment.deploy(
            sorted(files.items()), organisation=organisation, name=f"{package.name} {package.version}", by=by
        )
    except ModelError as error:
        raise BadPackage("model", reason=say(error.problems[0], "sv")) from None


def _deployed(looked: Looked, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name(one.path): files[one.path] for one in looked.manifest.of_role(*DEPLOYED)}


def _present(path: str, _data: bytes, organisation: Organisation | None) -> bytes | None:
    """Return the newest deployed file of that name here, however it came."""
    found = Resource.objects.filter(name=path, organisation=organisation, space="").order_by("-version", "-pk").first()
    return bytes(found.content) if found is not None else None
