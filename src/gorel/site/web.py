"""The web server: gunicorn in this process, with threads."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.app.base import BaseApplication

# Robots that wait for work hold a thread each, asleep and without a connection's transaction: some tens of kilobytes.
# `api.limits` lets at most so many wait, and so many calls be answered at once, that pages always find threads free.
# Open pages that are told what changes hold a thread each, too: `desk.live.MOST` of them.
THREADS = 256 + 48


class _Server(BaseApplication):
    has_lane = True  # see `site.staying`

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("post_worker_init", self._listens_for_the_end)

    @staticmethod
    def _listens_for_the_end(worker: Any) -> None:
        from gorel.desk import live

        live.stop_when(lambda: not worker.alive)

    def load(self) -> Any:
        from gorel.site.wsgi import application

        return application


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. No access log: addresses of personal pages are secrets."""
    _Server(
        {
            "bind": f"{host}:{port}",
            "workers": 1,
            "worker_class": "gorel.site.staying.StayingWorker",
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 10,
            "limit_request_line": 8190,  # filters of the open interfaces may name many ids
            "accesslog": None,
            "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108 - heartbeat files only
        }
    ).run()
