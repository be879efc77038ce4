"""The tables of the memory. INTEGER keys inside, UUIDv7 outside; hot tables carry no foreign-key triggers."""

from gorel.cases.models.cases import Case, CaseState
from gorel.cases.models.deployments import DecisionRule, Deployment, Process, Resource, Start
from gorel.cases.models.messages import Message, Subscription
from gorel.cases.models.nodes import Node
from gorel.cases.models.operations import Change, Operation
from gorel.cases.models.personal import Personal
from gorel.cases.models.policies import AbilityPolicy, Policy
from gorel.cases.models.purges import DaySum, Purge, Statistic, Summed
from gorel.cases.models.searching import Searchable
from gorel.cases.models.story import Decision, Incident, LogEntry
from gorel.cases.models.tallies import Tally
from gorel.cases.models.work import Candidate, Job, Lane, Task, Timer

__all__ = [
    "AbilityPolicy",
    "Candidate",
    "Case",
    "CaseState",
    "Change",
    "DaySum",
    "Decision",
    "DecisionRule",
    "Deployment",
    "Incident",
    "Job",
    "Lane",
    "LogEntry",
    "Message",
    "Node",
    "Operation",
    "Personal",
    "Policy",
    "Process",
    "Purge",
    "Resource",
    "Searchable",
    "Start",
    "Statistic",
    "Subscription",
    "Summed",
    "Tally",
    "Task",
    "Timer",
]
