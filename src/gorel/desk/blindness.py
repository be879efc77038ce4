"""Who gives a second opinion in a case, and so must not see what was proposed: neither rules, values, story nor way.

The way tells as much as the rules: a picture that marks "write the proposal" as done has said what was proposed.
"""

from __future__ import annotations

from gorel.accounts.models import Person
from gorel.cases.models import Case, Task
from gorel.desk.rights import own_tasks
from gorel.desk.steps import steps


def is_blind(case: Case, person: Person) -> bool:
    """Say whether an open second opinion in the case is the person's to give, alone or with a group."""
    blind = [step.id for step in steps(case.process).by_id.values() if step.is_blind]
    return bool(blind) and own_tasks(person).filter(case=case, state=Task.OPEN, element__in=blind).exists()
