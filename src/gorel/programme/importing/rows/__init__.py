"""Turns one row into a point's facts: `read` gives them, and findings for what cannot be read."""

from gorel.programme.importing.rows.facts import Facts
from gorel.programme.importing.rows.reading import read

__all__ = ["Facts", "read"]
