"""What the abilities remember: the outbox, and what is granted."""

from gorel.robots.granted.models import Folder, Host, Secret, SecretGrant
from gorel.robots.mail.outbox import Mail

__all__ = ["Folder", "Host", "Mail", "Secret", "SecretGrant"]
