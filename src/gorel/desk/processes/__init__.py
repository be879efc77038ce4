"""The processes that an organisation works with: how they are, who answers for them, and what changed in them."""
