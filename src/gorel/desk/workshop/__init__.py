"""The workshop: where a process is drawn, tried out, approved by another person, and put to work.

A draft is a set of plain files: one picture (.bpmn), its rules (.dmn), its forms (.form) and its tests (.test.json).
Every save is a version of the whole set; nothing is overwritten. `files` and `findings` know what a set is and what is
wrong with it, `outline`, `tables` and `questions` change one file without a mouse, `trying` runs a set in memory,
`releasing` puts one to work.
"""
