"""The abilities that Görel comes with, one folder each."""
