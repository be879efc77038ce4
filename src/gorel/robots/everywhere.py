"""The abilities that need no server: importing this module makes them known, here or on another machine."""

from gorel.robots.file import robot as _file
from gorel.robots.sheet import robot as _sheet

__all__: list[str] = []

_ = (_file, _sheet)
