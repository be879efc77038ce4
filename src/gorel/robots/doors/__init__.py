"""Doors by which the outside starts work: a public form, and a webhook whose caller signs with a secret."""
