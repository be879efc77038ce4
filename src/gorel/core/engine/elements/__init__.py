"""What each kind of element does when a token comes: one file per kind, `table` lists them."""
