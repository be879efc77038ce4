"""The pages: `public` for everybody, `work` for organisers and editors, `feeds` for calendars."""
