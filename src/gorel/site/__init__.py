"""Settings, urls, start page, the demo, and the `gorel` command. Imports all rooms."""
