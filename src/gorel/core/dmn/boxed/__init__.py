"""Boxed expressions compiled: each kind becomes a function of the values in scope and the run."""

from gorel.core.dmn.boxed.compiler import Compiler, Names

__all__ = ["Compiler", "Names"]
