"""People without an account: asked by mail, and answering on a page behind an address of their own (`person.ask`)."""
