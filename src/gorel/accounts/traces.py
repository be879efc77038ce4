"""Writing down who looked at something personal, or changed who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.accounts.models import Organisation, Trace

if TYPE_CHECKING:
    from django.http import HttpRequest


def note(
    request: HttpRequest,
    kind: Trace.Kind,
    *,
    about: str,
    organisation: Organisation | int | None = None,
    reason: str = "",
) -> None:
    """Write one line. Shape: *about* is ids and words of ours ("case 0190… amount"), never what was seen."""
    Trace.objects.create(
        person_id=request.user.pk,
        organisation_id=organisation.pk if isinstance(organisation, Organisation) else organisation,
        kind=kind,
        about=about[:255],
        reason=reason[:500],
        address=request.META.get("REMOTE_ADDR") or None,
    )
