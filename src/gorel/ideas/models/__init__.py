"""What this room keeps: the stages, the people around them, packages."""

from gorel.ideas.models.packages import Installation, Package, SigningKey
from gorel.ideas.models.people import Argument, Author, Digest, Event, Follow, Method, Support, TeamMember, Work
from gorel.ideas.models.stages import STAGES, Adoption, Challenge, Idea, Solution, Stage, Trial, find

__all__ = [
    "STAGES", "Adoption", "Argument", "Author", "Challenge", "Digest", "Event", "Follow", "Idea", "Installation",
    "Method", "Package", "SigningKey", "Solution", "Stage", "Support", "TeamMember", "Trial", "Work", "find",
]  # fmt: skip
