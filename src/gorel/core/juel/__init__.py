"""JUEL: `${…}` text -> compiled expression -> value. The expression language of the `camunda:` dialect.

`compile(text)` gives an Expression; `.evaluate(lookup)` its value, where *lookup* answers names. Nothing of Java is
reachable but a named list of harmless methods (`methods`); objects of the host, as `execution`, answer for themselves.
"""

from gorel.core.juel.coerce import number
from gorel.core.juel.errors import JuelError
from gorel.core.juel.expression import Expression, compile, to_json
from gorel.core.juel.host import Host

__all__ = ["Expression", "Host", "JuelError", "compile", "number", "to_json"]
