"""Boxed expressions compiled: each kind becomes a function of the values in scope and the run."""

from gorel.core.dmn.boxed import control, functions, structures  # each makes its kinds known
from gorel.core.dmn.boxed.compiler import Compiler, Names

__all__ = ["Compiler", "Names", "control", "functions", "structures"]
