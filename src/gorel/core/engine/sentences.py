"""What this package has to say, per language: {code: {"sv": template, "en": template}}."""

SENTENCES: dict[str, dict[str, str]] = {}
