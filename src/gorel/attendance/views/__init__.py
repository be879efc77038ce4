"""Pages: the public sign-up, the participant's own page, and the secretary's lists."""
