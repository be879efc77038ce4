"""How often a thing may be tried, counted in the database, so that all processes and nodes count together.

Machine time. A key is kept as a digest: no address of a person or of the network stands in the table.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from gorel.ground import machine
from gorel.ground.models import Limit

_SWEEP = 200  # one try in so many takes away what is over


def allows(what: str, who: str, *, most: int, seconds: int, amount: int = 1) -> bool:
    """Count one more try of *what* by *who*, and say whether it is one of the first *most* within *seconds*.

    Shape: *amount* is what the try weighs, where more than tries are counted; sums up to 2 thousand million.

    Side effect: one row, written by one statement, so that two at once are two. Inside a transaction that is undone
    the try is not counted: ask before it begins.
    """
    now = machine.now()
    window = int(now.timestamp()) // seconds
    said = f"{what}\n{who}\n{window}".encode()
    key = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()
    ends_at = datetime.fromtimestamp((window + 1) * seconds, UTC)
    table = connection.ops.quote_name(Limit._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (key, ends_at, count) values (%s, %s, %s)"  # noqa: S608 - our own table's name
            f" on conflict (key) do update set count = {table}.count + excluded.count returning count",
            [key, connection.ops.adapt_datetimefield_value(ends_at), amount],
        )
        count = int(cursor.fetchone()[0])
    if key.startswith("0") and int(key[:8], 16) % _SWEEP == 0:
        Limit.objects.filter(ends_at__lt=now).delete()
    return count <= most
