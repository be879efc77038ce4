"""What a step may name, to choose from: forms, decisions, processes, abilities, groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from gorel.ability import registry
from gorel.ability.template import said
from gorel.accounts.models import Membership, Organisation
from gorel.cases.models import DecisionRule, Process, Resource
from gorel.desk.workshop import findings, tables
from gorel.ground.language import spoken

Choices = list[tuple[str, str]]


class Known:
    """What a step may name: forms, decisions, processes, abilities, groups."""

    def __init__(self, organisation: Organisation, files: Mapping[str, bytes]) -> None:
        ours = Q(organisation=organisation) | Q(organisation=None)
        drafted = findings.form_ids(files)
        used = set(Resource.objects.filter(ours, kind="form", space="").values_list("key", flat=True))
        self.forms = _choices([*drafted, *sorted(used - set(drafted))])
        ruled = findings.decisions(files)
        rows = dict(DecisionRule.objects.filter(ours, space="").values_list("key", "name"))
        self.rules: Choices = [(key, f"{name or key}") for key, (_file, name) in ruled.items()]
        self.rules += [(key, name or key) for key, name in sorted(rows.items()) if key not in ruled]
        self.needs = {
            key: [one.name for one in tables.inputs(files[file]) if one.name.isidentifier()]
            for key, (file, _name) in ruled.items()
        }
        processes = Process.objects.filter(ours, space="").order_by("version").values_list("key", "name")
        self.processes: Choices = sorted(((key, name or key) for key, name in dict(processes).items()), key=_by_words)
        language = spoken()
        self.abilities: Choices = sorted(
            ((type_, f"{said(one.title, language)} ({type_})") for type_, one in registry.known().items()),
            key=_by_words,
        )
        self.groups: Choices = [(value, str(label).capitalize()) for value, label in Membership.Role.choices]


def _choices(keys: Iterable[str]) -> Choices:
    return [(key, key) for key in keys]


def _by_words(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
