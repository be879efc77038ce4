"""What she can do with ideas. Importing this declares it; only pictures call it. All are transactional."""

from gorel.ideas.abilities import answering, digests, reports, stages

__all__ = ["answering", "digests", "reports", "stages"]
