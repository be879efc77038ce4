"""Spreadsheets and tables of text: the abilities `sheet.read`, `sheet.write` and `sheet.compare`.

Tables are read as people leave them – headings somewhere on the first rows, decimals with commas, dates in many
forms – and what does not fit is never guessed: the sheet and the cell are named.
"""
