"""Forms that people fill in: form-js schemas, shown as plain accessible HTML and checked on the server.

A schema is form-js JSON, so that it can be drawn in the form-js editor. Görel reads these components: `textfield`,
`textarea`, `number`, `checkbox`, `checklist`, `radio`, `select`, `datetime`, `filepicker`, `group`,
`dynamiclist`, `text`, `html`, `separator` and `spacer`.

Two languages in one schema. The words of a component (`label`, `description`, `text`, `content`, `dateLabel`, the
labels of its `values`) are Swedish; the English ones stand in its `properties`, which the editor keeps as they are:

    {"type": "radio", "key": "decision", "label": "Beslut", "values": [{"label": "Publicera", "value": "publish"}],
     "properties": {"label.en": "Decision", "value.publish.en": "Publish"}}

Other properties: `autocomplete` (HTML's own words, as `email`), `format` = `url`, `rows`.

`conditional.hide` and `readonly` may be FEEL (`=decision != "send_back"`). A hidden field is cleared, a read-only one
keeps the value it had. Values are JSON as cases keep it: numbers are int or Decimal, dates `2020-10-23`, times `09:00`,
files lists of references (`kept`).
"""

from gorel.forms.checking import check
from gorel.forms.reading import Answer, read
from gorel.forms.rendering import render, summary
from gorel.forms.schema import Component, Schema, parse
from gorel.forms.words import say

__all__ = ["Answer", "Component", "Schema", "check", "parse", "read", "render", "say", "summary"]
