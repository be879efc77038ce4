"""What Görel can do with sign-ups. Only these move a registration's state, and only this room's pictures call them.

All are transactional: each touches nothing but our own rows, so it commits with the step that asked for it.
Importing this package makes them known.
"""

from gorel.attendance.abilities import registration, seminar

__all__ = ["registration", "seminar"]
