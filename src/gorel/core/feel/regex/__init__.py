"""XQuery regular expressions, matched by a machine of our own that counts its steps.

Python's `re` has another syntax (no classes with subtraction, no `\\p{…}`, other anchors) and no bound on its work.
`compile_pattern` caches; a pattern is pure data.
Source: XPath and XQuery Functions and Operators 3.1 §5.6.1; XML Schema part 2 appendix G.
"""

from gorel.core.feel.regex.matcher import Match, Pattern, compile_pattern
from gorel.core.feel.regex.replacement import replace

__all__ = ["Match", "Pattern", "compile_pattern", "replace"]
