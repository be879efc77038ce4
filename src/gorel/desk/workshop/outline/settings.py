"""What a step is told, as a form: its name, and what a step of its sort needs. Saved onto the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _

from gorel.ability import fields, registry
from gorel.cases.programs import SEARCHABLE
from gorel.core.bpmn.model import Assignment, Call, Expression, Job, Node, User
from gorel.desk.steps import ENGLISH
from gorel.desk.workshop.outline import events, loops, spans
from gorel.desk.workshop.outline.expressions import as_text, expression
from gorel.desk.workshop.outline.known import Choices, Known
from gorel.desk.workshop.outline.picture import Change
from gorel.desk.workshop.outline.reading import PUBLIC
from gorel.ground.language import spoken

MINUTES, SOURCE = "gorel.baseline.minutes", "gorel.baseline.source"
SELDOM = frozenset({"name_en", *loops.FIELDS, "minutes", "source"})


class StepForm(forms.Form):
    """The settings of one step. Fields depend on what sort of step it is, and on the ability that was chosen."""

    def __init__(self, data: Any, *, change: Change, node: Node, known: Known) -> None:
        super().__init__(data, initial={})
        self.change, self.node = change, node
        self.text("name", _("Name"), node.name, help_=_("What happens, in few words: “Decide on the application”."))
        self.text("name_en", _("Name in English"), node.properties.get(ENGLISH, ""))
        if node.kind == "startEvent":
            self._start(known)
        if node.kind == "userTask":
            self._person(known)
        if node.kind in ("serviceTask", "sendTask"):
            self._ability(known)
        if node.kind == "businessRuleTask":
            rule = node.rule
            self._choice("rule", _("Decision"), rule.decision.text if rule else "", known.rules)
            self.text("result", _("The answer is kept as"), rule.result if rule else "",
                       help_=_("A name without blanks, for conditions and texts further on."))  # fmt: skip
            self._facts(known.needs.get(rule.decision.text, ()) if rule else ())
        if node.kind == "scriptTask" and node.script:
            self.feel("script", _("Count"), node.script.expression)
            self.text("result", _("The answer is kept as"), node.script.result)
        if node.kind == "callActivity":
            self._choice("process", _("Process"), node.call.process.text if node.call else "", known.processes)
        if node.events:
            events.add_fields(self, node.events[0])
        loops.add_fields(self, node)
        if node.kind in ("userTask", "serviceTask", "sendTask", "businessRuleTask"):
            help_ = _("How long a person takes for this step without Görel. It tells what time is freed.")
            self.text("minutes", _("Minutes by hand"), node.properties.get(MINUTES, ""), help_=help_)
            self.text("source", _("Where the minutes come from"), node.properties.get(SOURCE, ""))
        self._area("documentation", _("Note"), node.documentation)

    # ---- fields

    def text(self, name: str, label: str, value: str, *, help_: str = "", required: bool = False) -> None:
        self.fields[name] = forms.CharField(
            label=label, help_text=help_, required=required, initial=value, max_length=2_000
        )

    def _area(self, name: str, label: str, value: str) -> None:
        widget = forms.Textarea(attrs={"rows": 3})
        self.fields[name] = forms.CharField(
            label=label, required=False, initial=value, max_length=20_000, widget=widget
        )

    def feel(self, name: str, label: str, value: Expression | None, help_: str = "") -> None:
        self.text(name, label, as_text(value), help_=help_ or _("A text as it is, or a calculation after =."))

    def span(self, name: str, label: str, value: Expression | None, help_: str) -> None:
        """Ask for a length of time in people's words."""
        self.text(name, label, spans.said(as_text(value)), help_=help_)

    @property
    def seldom(self) -> list[forms.BoundField]:
        """Return what few steps need: it stands folded, below the rest."""
        return [self[name] for name in self.fields if name in SELDOM]

    @property
    def often(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in SELDOM]

    @property
    def says_seldom(self) -> bool:
        """Whether something of what is folded is told, or wrong."""
        return bool(self.errors) or any(one.value() not in ("", None, loops.ONCE) for one in self.seldom)

    def required_choice(self, name: str, label: str, value: str, choices: Choices) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=value)

    def _choice(self, name: str, label: str, value: str, choices: Choices, help_: str = "") -> None:
        shown = [("", _("none yet")), *choices]
        if value and value not in dict(shown):
            shown.append((value, value))
        self.fields[name] = forms.ChoiceField(
            label=label, choices=shown, required=False, initial=value, help_text=help_
        )

    def _start(self, known: Known) -> None:
        user = self.node.user
        self._choice("form", _("Form"), user.form.text if user and user.form else "", known.forms,
                     _("What is asked when a case begins."))  # fmt: skip
        self.fields["public"] = forms.BooleanField(
            label=_("Anyone may send in the form, without signing in"), required=False,
            initial=bool(self.node.properties.get(PUBLIC)),
        )  # fmt: skip
        if not self.node.scope:
            self.text("known_by", _("What cases are known by"), self.change.process.properties.get(SEARCHABLE, ""),
                      help_=_("Names of answers, such as: street, days. They tell cases apart in lists, and can be "
                              "searched for. Nothing personal."))  # fmt: skip

    def _person(self, known: Known) -> None:
        user = self.node.user or User()
        self._choice("form", _("Form"), user.form.text if user.form else "", known.forms)
        self._choice("group", _("Group"), as_text(user.candidate_groups), known.groups, _("Whose inbox it comes to."))
        self.feel("assignee", _("Person"), user.assignee)
        self.span("due", _("Due"), user.due, _("“3 days” after it came; a date or moment after =."))

    def _ability(self, known: Known) -> None:
        type_ = self.node.job.type.text if self.node.job else ""
        help_ = _("Save to see what she must be given.") if not type_ else ""
        self._choice("ability", _("What Görel does"), type_, known.abilities, help_)
        ability = registry.find(type_)
        given = {one.target: one.source for one in self.node.inputs}
        taken = {as_text(one.source).removeprefix("="): one.target for one in self.node.outputs}
        language = spoken()
        for one in fields.fields_of(ability.takes) if ability else ():
            value = given.pop(one.name, None)
            worked_out = value if isinstance(value, Expression) else None
            self.feel(f"in.{one.name}", one.title(language), worked_out, one.help(language))
            if one.required:  # a draft may be saved without it; the findings tell of it
                self.fields[f"in.{one.name}"].widget.attrs["aria-required"] = "true"
        for target, value in given.items():
            if isinstance(value, Expression):
                self.feel(f"in.{target}", target, value)
        for one in fields.fields_of(ability.gives) if ability else ():
            label = _("Keep “%(answer)s” as") % {"answer": one.title(language)}
            self.text(f"out.{one.name}", label, taken.pop(one.name, ""))
        for source, target in taken.items():
            self.text(f"out.{source}", _("Keep “%(answer)s” as") % {"answer": source}, target)

    def _facts(self, needed: Iterable[str]) -> None:
        """What the rules rest on, where the case knows it by another name."""
        given = {one.target: one.source for one in self.node.inputs if isinstance(one.source, Expression)}
        help_ = _("Left empty it is what the case knows by that name. Otherwise a calculation after =.")
        for name in dict.fromkeys([*needed, *given]):
            self.feel(f"in.{name}", _("The rules' “%(name)s” is") % {"name": name}, given.get(name), help_)

    def clean(self) -> dict[str, Any]:
        """A step that is done for each needs to know of what."""
        given = super().clean() or {}
        loops.clean(self, given)
        return given

    # ---- saving

    def save(self) -> None:
        """Write what was given onto the model of the change."""
        node, given = self.node, self.cleaned_data
        properties = dict(node.properties)
        for key, name in ((ENGLISH, "name_en"), (MINUTES, "minutes"), (SOURCE, "source")):
            if name in given:
                put(properties, key, given[name].strip())
        new: dict[str, Any] = {"name": given["name"].strip(), "documentation": given["documentation"].strip()}
        if "known_by" in given:
            names = ", ".join(name.strip() for name in given["known_by"].split(",") if name.strip())
            told = dict(self.change.process.properties)
            put(told, SEARCHABLE, names)
            self.change.process = msgspec.structs.replace(self.change.process, properties=told)
        if node.kind == "startEvent":
            put(properties, PUBLIC, "yes" if given["public"] else "")
            form = expression(given["form"])
            new["user"] = User(form=form, native=False) if form else None
        if node.kind == "userTask":
            new["user"] = msgspec.structs.replace(
                node.user or User(), form=expression(given["form"]), candidate_groups=expression(given["group"]),
                assignee=expression(given["assignee"]), due=spans.expression(given["due"]),
            )  # fmt: skip
        if node.kind in ("serviceTask", "sendTask"):
            new |= self._saved_ability(given)
        if node.kind == "businessRuleTask" and node.rule:
            new["rule"] = msgspec.structs.replace(
                node.rule, decision=expression(given["rule"]) or Expression(""), result=given["result"].strip()
            )
            kept = (one for one in node.inputs if not isinstance(one.source, Expression))
            new["inputs"] = (*kept, *self._saved_inputs(given))
        if node.kind == "scriptTask" and node.script:
            said_ = expression(given["script"]) or Expression("null", "feel")
            new["script"] = msgspec.structs.replace(node.script, expression=said_, result=given["result"].strip())
        if node.kind == "callActivity":
            new["call"] = msgspec.structs.replace(
                node.call or Call(process=Expression("")), process=expression(given["process"]) or Expression("")
            )
        if node.events:
            new["events"] = events.saved(self.change, node, given)
        new["loop"] = loops.saved(node, given)
        self.change.replace(msgspec.structs.replace(node, properties=properties, **new))

    @staticmethod
    def _saved_inputs(given: Mapping[str, Any]) -> tuple[Assignment, ...]:
        return tuple(
            Assignment(name.removeprefix("in."), expression(value) or Expression(""))
            for name, value in given.items()
            if name.startswith("in.") and value.strip()
        )

    def _saved_ability(self, given: Mapping[str, Any]) -> dict[str, Any]:
        type_ = given["ability"]
        job = self.node.job or Job(type=Expression(""))
        changed = type_ != job.type.text
        outputs = [
            Assignment(value.strip(), Expression(name.removeprefix("out."), "feel"))
            for name, value in given.items()
            if name.startswith("out.") and value.strip()
        ]
        return {
            "job": msgspec.structs.replace(job, type=Expression(type_)),
            "inputs": () if changed else self._saved_inputs(given),
            "outputs": () if changed else tuple(outputs),
        }


def put(properties: dict[str, str], key: str, value: str) -> None:
    """Let the properties have *key*; not, where its value is empty."""
    if value:
        properties[key] = value
    else:
        properties.pop(key, None)
