"""The store: writes what steps asked for, table by table, many cases at once.

Each family of effects stands in its own module, with the statements that write it and a handler per effect. A handler
only notes rows in `Rows`; `Rows.write` sends them in the order of `rows.ORDER`, one statement per table and kind,
with `executemany` on SQLite and arrays on PostgreSQL. Nothing here commits.
"""
