"""The demo: two real inputs, people who act on their days, and a clock that can be moved."""
