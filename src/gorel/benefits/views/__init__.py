"""The pages of decisions and of benefit."""
