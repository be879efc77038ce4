"""`python -m gorel` is the `gorel` command."""

from gorel.site.command import main

main()
