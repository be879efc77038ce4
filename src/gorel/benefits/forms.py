"""What people write about decisions: delegations, and how far she may go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Membership, Organisation, Person
from gorel.accounts.rights import organisations_of
from gorel.benefits.models import Bounds, Breaker, CostOfHour, Delegation, Measurement, Plan, Realised, Upkeep
from gorel.benefits.trust.grounds import MAY
from gorel.forms import received, uploads
from gorel.ground.fields import Day, offer
from gorel.ground.second_save import SecondSave

MOST_BYTES = 10_000_000
_REFUSED = {
    "too-large": _("The file is larger than 10 MB."),
    "empty": _("The file is empty."),
    "wrong-kind": _("The file is no document that can be taken here, whatever its name says. Choose a PDF."),
}


class DelegationForm(forms.ModelForm):  # type: ignore[type-arg]
    """The ground of automated decisions of one type. All three answers of the checklist must be yes."""

    file = received.FileField(label=_("The decision as a document"), required=False, help_text=_("PDF, at most 10 MB."))
    CHECKLIST = ("is_appealable", "no_other_law", "not_procurement")

    class Meta:
        model = Delegation
        fields = (
            "organisation", "decision_type", "board", "paragraph", "decided_on", "valid_from", "valid_to",
            "is_appealable", "no_other_law", "not_procurement", "reported_to_board", "appeal_to", "contact",
        )  # fmt: skip
        widgets = {"decided_on": Day(), "valid_from": Day(), "valid_to": Day()}
        help_texts = {
            "decision_type": _("The same words as in the process, for example “startbesked för eldstad”."),
            "paragraph": _("For example § 112/2026."),
            "is_appealable": _("Not decisions that are tried for lawfulness alone (laglighetsprövning)."),
            "no_other_law": _("No special law asks for a person, or for an individual assessment."),
            "contact": _("Goes into every decision: an address or a number where a person answers."),
        }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = organisations_of(person, Membership.Role.ADMINISTRATOR).filter(kind__in=MAY)
        offer(self, "organisation", own)
        if own.count() == 1:
            self.fields["organisation"].initial = own.first()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.CHECKLIST:
            if not given.get(name):
                self.add_error(name, _("Without this, the decision may not be automated."))
        if given.get("valid_to") and given.get("valid_from") and given["valid_to"] < given["valid_from"]:
            self.add_error("valid_to", _("It ends before it begins."))
        if given.get("file"):
            try:
                given["upload"] = uploads.read(given["file"], kinds={"application/pdf"}, most_bytes=MOST_BYTES)
            except uploads.Refused as refusal:
                self.add_error("file", _REFUSED[str(refusal)])
        return given

    def write(self, *, by: Person) -> Delegation:
        """Write the delegation. One row."""
        row: Delegation = self.save(commit=False)
        row.made_by = by.actor
        if upload := self.cleaned_data.get("upload"):
            row.document_name, row.document_type, row.document = upload.name, upload.type, upload.content
        row.save()
        return row


class BoundsForm(SecondSave, forms.ModelForm):  # type: ignore[type-arg]
    """How far decisions of a type may go."""

    class Meta:
        model = Bounds
        fields = ("is_test", "floor", "highest_amount", "amount_a_day", "number_a_day")
        help_texts = {
            "is_test": _("Everything is done but deciding. Good after a change of the rules."),
            "floor": _("However well it goes, a person looks at this share first."),
            "highest_amount": _("Empty: no bound. A decision whose amount is not known then goes to a person."),
        }

    def clean_floor(self) -> int:
        floor: int = self.cleaned_data["floor"]
        if not 1 <= floor <= 100:
            raise forms.ValidationError(_("Write a share from 1 to 100 per cent."))
        return floor


class BreakerForm(SecondSave, forms.ModelForm):  # type: ignore[type-arg]
    """When a process stops by itself."""

    class Meta:
        model = Breaker
        fields = ("incidents", "among_latest", "cases_a_day")
        help_texts = {
            "incidents": _("So many of the latest cases with an incident stop the process. Empty: they never do."),
            "cases_a_day": _("More than a day ever brings means that something is wrong. Empty: never."),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        few, many = given.get("incidents"), given.get("among_latest")
        if few is not None and few < 1:
            self.add_error("incidents", _("Write at least 1, or nothing."))
        if few and many and few > many:
            self.add_error("among_latest", _("Fewer than the incidents: it would never stop."))
        return given


class Withdrawal(forms.Form):
    """Why a delegation ends."""

    why = forms.CharField(label=_("Why"), max_length=300)


class _Stated(forms.ModelForm):  # type: ignore[type-arg]
    """What is stated about a process of an organisation."""

    def __init__(self, *args: Any, process: str, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.process, self.instance.organisation = process, organisation


class MeasurementForm(_Stated):
    """What a case or a step costs a person."""

    class Meta:
        model = Measurement
        fields = ("element", "minutes", "low", "high", "method", "measured_on", "note")
        widgets = {"measured_on": Day()}
        help_texts = {
            "element": _("The step's id in the picture. Empty: a whole case."),
            "low": _("With a range the result has one, too."),
            "note": _("For example: timed 30 cases at the office, Eva Ek."),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, minutes, high = (given.get(name) for name in ("low", "minutes", "high"))
        if low is not None and minutes is not None and low > minutes:
            self.add_error("low", _("The least is more than the figure itself."))
        if high is not None and minutes is not None and high < minutes:
            self.add_error("high", _("The most is less than the figure itself."))
        return given


class PlanForm(_Stated):
    """What is expected of a year."""

    class Meta:
        model = Plan
        fields = ("year", "volume", "minutes_each", "residual_each", "upkeep_hours", "purpose")
        help_texts = {"purpose": _("Decide it before the time is there; otherwise it is eaten by something else.")}


class UpkeepForm(_Stated):
    """Hours that the process itself took."""

    class Meta:
        model = Upkeep
        fields = ("on", "hours", "what")
        widgets = {"on": Day()}


class RealisedForm(_Stated):
    """What freed time became."""

    class Meta:
        model = Realised
        fields = ("since", "until", "hours", "kind", "used_for", "manager")
        widgets = {"since": Day(), "until": Day()}
        help_texts = {"kind": _("Time for something else, or money that is no longer spent. The two are never added.")}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("It ends before it begins."))
        return given


class CostForm(SecondSave, forms.ModelForm):  # type: ignore[type-arg]
    """What an hour costs."""

    class Meta:
        model = CostOfHour
        fields = ("kronor",)


STATED = {"measurement": MeasurementForm, "plan": PlanForm, "upkeep": UpkeepForm, "realised": RealisedForm}
WORDS = {
    "measurement": _("State what it costs by hand"),
    "plan": _("Plan the year"),
    "upkeep": _("Note hours of upkeep"),
    "realised": _("Say what the time became"),
    "cost": _("State what an hour costs"),
}


def organisations(person: Person) -> Any:
    """Return the organisations whose decisions the person may look into."""
    roles = (Membership.Role.ADMINISTRATOR, Membership.Role.OWNER, Membership.Role.AUDITOR)
    return Organisation.objects.filter(memberships__person=person, memberships__role__in=roles).distinct()
