"""The ability behind commit points: a case that waits to be written goes on as soon as a worker looks."""

from __future__ import annotations

import msgspec

from gorel.ability import Context, ability
from gorel.core import engine


class Nothing(msgspec.Struct):
    """Takes no variable."""


@ability(
    engine.CONTINUE,
    title={"sv": "Fortsätt ärendet", "en": "Continue the case"},
    about={
        "sv": "Låter ett ärende gå vidare från en punkt där det först sparas (asyncBefore, asyncAfter).",
        "en": "Lets a case go on from a point where it is saved first (asyncBefore, asyncAfter).",
    },
    transactional=True,
)
def go_on(given: Nothing, context: Context) -> None:
    """Does nothing: that the worker has come is all that is waited for."""
