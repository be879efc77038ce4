"""DMN: decision model and inputs -> outcome and explanation."""
