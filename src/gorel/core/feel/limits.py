"""How much work one evaluation may ask for. Limits count steps, never time: the same text always ends alike."""

NESTING = 120  # brackets within brackets in one text
CHAIN = 100  # dots, filters, calls or comparisons one after another
TEXT = 200_000  # characters of one text
CALLS = 150  # function calls within function calls
STEPS = 2_000_000  # loop rounds, list items looked at, and so on
CALL_STEPS = 10  # what a call of a function costs
ITEMS = 1_000_000  # items of a list that an expression may make
CHARACTERS = 10_000_000  # characters of a string that an expression may make
PATTERN_STEPS = 500_000  # steps of one regular expression
PATTERN_NESTING = 60  # groups within groups in a regular expression
