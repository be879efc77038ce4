"""What organisations have been granted: folders, private addresses, and secrets by name.

A secret's value stands sealed in the database, under a key that never does (`ground.sealing`), or outside it, in an
environment variable or a file. It is handed out to one ability of one organisation for one host, as granted.
"""
