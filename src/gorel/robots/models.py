"""What the abilities remember: the outbox."""

from gorel.robots.mail.outbox import Mail

__all__ = ["Mail"]
