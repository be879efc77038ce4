"""Abilities for a town of many nodes: one that touches our database, one that touches the world outside."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from gorel.ability import Context, ability

OUTSIDE = "TOWN_OUTSIDE"  # names the file that stands for the world outside


class Nothing(msgspec.Struct):
    """Takes no variable."""


@ability("town.ours", title={"en": "Ours"}, about={"en": "Writes a row of ours."}, transactional=True)
def ours(given: Nothing, context: Context) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("insert into town_effects (job_key) values (%s)", [context.job_key])


@ability("town.theirs", title={"en": "Theirs"}, about={"en": "Writes a line to a file."}, timeout_seconds=2)
def theirs(given: Nothing, context: Context) -> None:
    with Path(os.environ[OUTSIDE]).open("a", encoding="ascii") as file:
        file.write(context.job_key + "\n")
    time.sleep(0.02)  # so that whoever is stopped is stopped at work
