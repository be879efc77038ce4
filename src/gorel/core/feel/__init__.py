"""FEEL: text -> compiled expression -> value."""
