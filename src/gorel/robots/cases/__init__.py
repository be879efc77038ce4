"""Other cases: the abilities `case.start` and `case.tell`. They touch our own database alone, each exactly once."""
