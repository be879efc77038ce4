"""One module per command of `gorel`."""
