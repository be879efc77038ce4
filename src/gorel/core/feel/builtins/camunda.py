"""Functions that Camunda's FEEL adds to the standard's; off in plain DMN.

Source: docs.camunda.io, FEEL built-in functions. `uuid` and `random number` come from the run's seed.
"""
