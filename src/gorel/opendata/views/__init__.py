"""The pages and answers of open data."""
