"""Files in granted folders, here or over SFTP: the abilities `file.list`, `file.read`, `file.write` and `file.move`.

A file is named by the folder's granted name and the path below it: `invoices/2026/october.csv`. Nothing outside a
granted folder can be named, no symbolic link below one is followed, a file appears whole or not at all, and none is
overwritten unless that was asked for.
"""
