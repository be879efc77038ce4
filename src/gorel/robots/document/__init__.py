"""Documents: the abilities `document.create` (a tagged PDF from a template) and `document.read` (text and tables)."""
