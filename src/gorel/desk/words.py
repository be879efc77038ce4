"""Words for states that people see."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

STATES = {
    "running": pgettext_lazy("case", "running"),
    "incident": pgettext_lazy("case", "needs a person"),
    "suspended": pgettext_lazy("case", "paused"),
    "completed": pgettext_lazy("case", "done"),
    "cancelled": pgettext_lazy("case", "cancelled"),
    "terminated": pgettext_lazy("case", "ended early"),
    "threw": pgettext_lazy("case", "ended with an error"),
}
STATE_TONES = {
    "running": "info", "incident": "bad", "suspended": "wait", "completed": "good", "cancelled": "plain",
    "terminated": "plain", "threw": "wait",
}  # fmt: skip
MAIL_TONES = {"queued": "wait", "sent": "good", "refused": "bad"}


def state_word(state: str) -> str:
    """Return what people call the state of a case."""
    return str(STATES.get(state, state))
