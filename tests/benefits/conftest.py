"""The year of the trained processes sends real mail."""

from robots.conftest import postbox

__all__ = ["postbox"]
