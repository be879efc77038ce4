"""Decision tables: cells to intervals, intervals to an index, the index to one Python function, and self-checks."""

from gorel.core.dmn.table.compile import compile_table
from gorel.core.dmn.table.table import Table

__all__ = ["Table", "compile_table"]
