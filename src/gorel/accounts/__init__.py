"""People, organisations and roles: who signs in, and what each may do."""
