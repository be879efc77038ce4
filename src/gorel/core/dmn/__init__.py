"""DMN: decision model and inputs -> outcome and explanation.

model = dmn.read(data)                      # bytes of one file, or of several: the first is asked
model.check()                               # every fault at once
model.evaluate("Startbesked", inputs)       # a value
decided = model.decide("Startbesked", inputs)
dmn.explain(decided.explanation, "sv")      # why, in sentences
"""

from gorel.core.dmn.decide import Decided, Model, read
from gorel.core.dmn.explain import explain

__all__ = ["Decided", "Model", "explain", "read"]
