"""The store: writes what steps asked for, table by table, many cases at once.

    statements  every statement that writes, and the order in which they go
    rows        rows that wait to be written, by statement
    held, hand  a case in hand; all that a turn has in hand
    handlers    which handler notes which effect: one module for each family of effects, each only notes rows

`Rows.write` sends one statement per table and kind, with `executemany` on SQLite and arrays on PostgreSQL.
Nothing here commits.
"""
