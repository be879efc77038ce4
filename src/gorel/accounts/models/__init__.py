"""The rows of people, organisations, sign-ins and robots."""

from gorel.accounts.models.door import Passkey, SignIn, Visit
from gorel.accounts.models.people import Group, Membership, Organisation, Person, PersonManager
from gorel.accounts.models.robots import RobotCommand, RobotToken
from gorel.accounts.models.traces import Trace

__all__ = [
    "Group", "Membership", "Organisation", "Passkey", "Person", "PersonManager", "RobotCommand", "RobotToken", "SignIn",
    "Trace", "Visit",
]  # fmt: skip
