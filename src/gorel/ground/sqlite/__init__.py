"""Django's SQLite, with its one lock waited for in a way that lets everybody have it."""
