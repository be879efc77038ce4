"""Decision tables: cells to intervals, intervals to an index, the index to one Python function, and self-checks."""
