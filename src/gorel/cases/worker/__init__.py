"""The worker: does what is due, day and night."""

from gorel.cases.worker.worker import Worker

__all__ = ["Worker"]
