"""Takes the personal data out of letters whose time is over: that one was sent, when and of what kind, stays."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from gorel.robots.mail.outbox import Mail

BLANK = {
    "to_address": "", "to_name": "", "reply_to": "", "reply_to_name": "", "subject": "", "text": "", "html": "",
    "attachments": [], "error": "",
}  # fmt: skip


def forget(*, about: Collection[str], address: str = "") -> int:
    """Blank the letters about these rows (and all to *address*, when one is given); return how many. Writes rows."""
    found = Q(about__in=list(about))
    if address:
        found |= Q(to_address__iexact=address)
    return Mail.objects.filter(found).update(**BLANK)
