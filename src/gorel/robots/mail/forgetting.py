"""Takes the personal data out of letters whose time is over: that one was sent, when and of what kind, stays."""

from __future__ import annotations

from collections.abc import Collection

from gorel.robots.mail.outbox import Mail


def forget(*, about: Collection[str]) -> int:
    """Drop the keys of the letters about these rows (their uids); return how many. Nobody can read them any more."""
    return Mail.objects.filter(about__in=list(about)).update(key=b"", sealed=b"", marks="", error="")
