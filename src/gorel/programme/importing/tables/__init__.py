"""Files of points by kind, each read into rows by fact."""

from gorel.programme.importing.tables.opening import KINDS, MOST_BYTES, read
from gorel.programme.importing.tables.row import Row, Table, Unreadable

__all__ = ["KINDS", "MOST_BYTES", "Row", "Table", "Unreadable", "read"]
