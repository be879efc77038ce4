"""Data to other data, by an expression: the ability `data.transform`."""
