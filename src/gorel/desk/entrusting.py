"""Who answers for a process, who stands in, and how it is done by hand: asked alike of a draft and of what runs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.accounts.models import Membership, Person
from gorel.ground.second_save import SecondSave


class Entrusting(SecondSave, forms.ModelForm):  # type: ignore[type-arg]  # Django's has no parameter at run time
    """Asks for all three. Shape: the model has them, and the organisation whose people may be chosen."""

    class Meta:
        fields = ("owner", "backup", "routine")
        help_texts = {
            "owner": gettext_lazy("Answers for what Görel does in this process."),
            "backup": gettext_lazy("Answers when the owner is away. Somebody else than the owner."),
            "routine": gettext_lazy(
                "What people do when Görel cannot: step by step, so that a new colleague can follow it."
            ),
        }
        widgets = {"routine": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        members = Membership.objects.filter(organisation=self.instance.organisation).values("person")
        colleagues = Person.objects.filter(is_active=True, pk__in=members).order_by("name")
        for name in ("owner", "backup"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = colleagues
            field.empty_label = _("nobody yet")

    def clean(self) -> dict[str, Any]:
        """One person cannot stand in for herself."""
        given = super().clean() or {}
        if given.get("owner") and given.get("owner") == given.get("backup"):
            self.add_error("backup", _("The stand-in is the owner. Choose somebody else, or nobody yet."))
        return given
