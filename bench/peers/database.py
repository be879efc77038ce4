"""A database of a peer's own beside Görel's, on the same PostgreSQL."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import psycopg


def fresh(name: str) -> str:
    """Make the database anew; return its address."""
    address = os.environ["GOREL_DATABASE"]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
        connection.execute(f"create database {name}")
    return urlsplit(address)._replace(path=f"/{name}").geturl()
