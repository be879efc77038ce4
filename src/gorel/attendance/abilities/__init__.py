"""What Görel can do with sign-ups. Only these move a registration's state, and only this room's pictures call them.

They are transactional, but for `attendance.promote`: each touches nothing but our own rows, so it commits with the
step that asked for it.
Importing this package makes them known.
"""

from gorel.attendance.abilities import afterwards, earlier, following, mailing, registration, seminar, telling, waiting

__all__ = ["afterwards", "earlier", "following", "mailing", "registration", "seminar", "telling", "waiting"]
