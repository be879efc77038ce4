"""Decision rules run over files: rows in, answers out; and rules tested against expected answers."""
