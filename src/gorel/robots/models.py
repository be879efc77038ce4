"""What the abilities remember: the outbox, questions, doors, and what is granted."""

from gorel.robots.asking.models import Ask
from gorel.robots.doors.models import Door
from gorel.robots.granted.models import Folder, Host, Secret, SecretGrant
from gorel.robots.mail.outbox import Mail
from gorel.robots.mail.wording import Wording

__all__ = ["Ask", "Door", "Folder", "Host", "Mail", "Secret", "SecretGrant", "Wording"]
