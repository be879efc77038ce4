"""What people write about decisions: delegations, and how far she may go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Membership, Organisation, Person
from gorel.accounts.rights import organisations_of
from gorel.benefits.models import Bounds, Delegation
from gorel.benefits.trust.grounds import MAY
from gorel.forms import uploads

MOST_BYTES = 10_000_000
_REFUSED = {
    "too-large": _("The file is larger than 10 MB."),
    "empty": _("The file is empty."),
    "wrong-kind": _("The file is no document that can be taken here, whatever its name says. Choose a PDF."),
}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DelegationForm(forms.ModelForm):  # type: ignore[type-arg]
    """The ground of automated decisions of one type. All three answers of the checklist must be yes."""

    file = forms.FileField(label=_("The decision as a document"), required=False, help_text=_("PDF, at most 10 MB."))
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
        self.fields["organisation"].queryset = own
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


class BoundsForm(forms.ModelForm):  # type: ignore[type-arg]
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


class Withdrawal(forms.Form):
    """Why a delegation ends."""

    why = forms.CharField(label=_("Why"), max_length=300)


def organisations(person: Person) -> Any:
    """Return the organisations whose decisions the person may look into."""
    roles = (Membership.Role.ADMINISTRATOR, Membership.Role.OWNER, Membership.Role.AUDITOR)
    return Organisation.objects.filter(memberships__person=person, memberships__role__in=roles).distinct()
