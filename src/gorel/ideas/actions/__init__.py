"""What people do with ideas. Rights are the caller's to check (`rules`); states are the pictures' to move.

Each action is one transaction; called inside another it commits with that. *by* is `person:<id>` or `görel`.
"""

from gorel.ideas.actions.discussing import answer_question, argue, support
from gorel.ideas.actions.following import choose_digest, follow, unfollow
from gorel.ideas.actions.guides import define_method, work_on
from gorel.ideas.actions.stages import (
    NotPossible,
    change,
    end_adoption,
    introduce,
    link_points,
    plan_trial,
    put_challenge,
    ready_idea,
    report_adoption,
    report_trial,
    withdraw_idea,
    write_idea,
    write_solution,
)  # fmt: skip
from gorel.ideas.actions.teams import accept_member, add_member, ask_to_join, leave_team

__all__ = [
    "NotPossible", "accept_member", "add_member", "answer_question", "argue", "ask_to_join", "change", "choose_digest",
    "define_method", "end_adoption", "follow", "introduce", "leave_team", "link_points", "plan_trial", "put_challenge",
    "ready_idea", "report_adoption", "report_trial", "support", "unfollow", "withdraw_idea", "work_on", "write_idea",
    "write_solution",
]  # fmt: skip
