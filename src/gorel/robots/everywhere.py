"""The abilities that need no server: importing this module makes them known, here or on another machine."""

from gorel.robots.browser import robot as _browser
from gorel.robots.data import robot as _data
from gorel.robots.document import robot as _document
from gorel.robots.file import robot as _file
from gorel.robots.http import robot as _http
from gorel.robots.mail import fetch as _fetch
from gorel.robots.sheet import robot as _sheet

__all__: list[str] = []

_ = (_browser, _data, _document, _fetch, _file, _http, _sheet)
