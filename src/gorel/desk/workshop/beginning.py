"""What a draft may begin from: nothing, a live process, or one of the trained processes."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _

from gorel.accounts.models import Person
from gorel.cases import programs
from gorel.core import bpmn
from gorel.desk.processes.taught import Taught, taught
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import saving
from gorel.desk.workshop.library import shelf
from gorel.desk.workshop.outline import picture
from gorel.ground.choosing import MOST

NOTHING = "nothing"
Group = tuple[str, list[tuple[str, str]]]


def origins(person: Person, chosen: str = "") -> list[tuple[str, str] | Group]:
    """Return what the person may begin from, as choices of a list: of very many processes the first by name, and what
    is *chosen* already."""
    every = taught(person, most=MOST + 1)
    live = [(_origin(one), _label(one)) for one in every[:MOST]]
    if chosen.startswith("live:") and chosen not in dict(live):
        _live, _colon, place = chosen.partition(":")
        slug, _colon, key = place.partition(":")
        live[:0] = [(_origin(one), _label(one)) for one in taught(person, key=key, organisation=slug)]
    in_use = _("A process in use")
    if len(every) > MOST:
        in_use = _("A process in use (the first %(n)d; others from their own page)") % {"n": MOST}
    trained = [(f"trained:{path}", model.process.name or model.key) for path, model in _trained().items()]
    return [
        (NOTHING, _("nothing: a start and an end")),
        (in_use, live),
        (_("A trained process"), trained),
    ]


def files_of(origin: str, name: str, person: Person) -> sets.Files:
    """Return the files that *origin* means. Errors: BadFiles for one that there is none of."""
    kind, _colon, rest = origin.partition(":")
    if kind == NOTHING:
        key = saving.slug(name)
        return {f"{key}.bpmn": picture.blank(name, key)}
    if kind == "trained" and rest in (trained := _trained()):
        model = trained[rest]
        return {model.path.name: model.path.read_bytes(), **model.beside()}
    if kind == "live":
        slug, _colon, key = rest.partition(":")
        for one in taught(person, key=key, organisation=slug):
            return live_files(one)
    raise sets.BadFiles(_("What you chose to begin from is not there any more."))


def called(files: sets.Files, name: str) -> sets.Files:
    """Return the files with the name in their picture, where one was given and the picture can be read."""
    drawn = sets.definitions(files)
    process = drawn.process() if drawn else None
    if not name or drawn is None or process is None or process.name == name:
        return files
    others = tuple(msgspec.structs.replace(one, name=name) if one is process else one for one in drawn.processes)
    return files | {sets.picture_name(files): bpmn.write(msgspec.structs.replace(drawn, processes=others))}


def _trained() -> dict[str, shelf.Model]:
    """Return the trained processes by the place of their picture. What lies beside several belongs to each."""
    return {str(model.path.relative_to(shelf.TRAINED)): model for model in shelf.models() if model.is_trained}


def live_files(one: Taught) -> sets.Files:
    """Return the files of a process in use: its picture, and the rules and forms that it names, as they are now."""
    from gorel.cases.models import Resource

    version = one.newest
    found: sets.Files = {sets.tidy(version.resource.name) or f"{one.key}.bpmn": version.bpmn}
    process = bpmn.read(version.bpmn).process(version.key)
    forms = {node.user.form.text for node in process.nodes if node.user and node.user.form} if process else set()
    rules = {node.rule.decision.text for node in process.nodes if node.rule} if process else set()
    for key in sorted(rules):
        row = programs.newest_rule(key, one.organisation.pk, version.space)
        if row is not None:
            found[sets.tidy(row.resource.name) or f"{key}.dmn"] = bytes(row.resource.content)
    rows = Resource.objects.filter(kind="form", key__in=forms, space="").order_by("version")
    newest: dict[str, Resource] = {}
    for form in sorted(rows, key=lambda row: row.organisation_id is not None):
        if form.organisation_id in (None, one.organisation.pk):
            newest[form.key] = form
    found |= {_form_name(form): bytes(form.content) for form in newest.values()}
    return found


def _form_name(form: object) -> str:
    name = sets.tidy(getattr(form, "name", ""))
    return name if sets.kind_of(name) == "form" else f"{getattr(form, 'key', 'form')}.form"


def _origin(one: Taught) -> str:
    return f"live:{one.organisation.slug}:{one.key}"


def _label(one: Taught) -> str:
    return f"{one.name}, {one.organisation}"
