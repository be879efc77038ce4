"""What an ability is: one typed Python function that does one type of job.

    class Greeting(msgspec.Struct):
        name: str

    class Greeted(msgspec.Struct):
        text: str

    @ability("hello.greet", title={"sv": "Hälsa", "en": "Greet"}, about={"sv": "Skriver en hälsning.", "en": "Greets."})
    def greet(given: Greeting, context: Context) -> Greeted | Doubt:
        return Greeted(text=f"Hej {given.name}")

An ability gets its input from the variables of the job (by name, validated and converted) and its output becomes
variables again. It may answer `Doubt`: she does not guess, a person must look. `Refused` is trouble that
trying again cannot mend; `BusinessError` is an error that the picture may catch; any other exception is tried again.
No Django here: the same function runs on another machine.

From the declaration come its form in the process editor (`template`), its page (`page`) and its stand-in (`double`).
"""

from gorel.ability.declare import Ability, BusinessError, Context, Doubt, Refused, ability
from gorel.ability.double import double
from gorel.ability.fields import FieldOf, fields_of, says
from gorel.ability.grants import NotGranted
from gorel.ability.page import page
from gorel.ability.registry import find, known, register
from gorel.ability.template import template

__all__ = [
    "Ability", "BusinessError", "Context", "Doubt", "FieldOf", "NotGranted", "Refused", "ability", "double",
    "fields_of", "find", "known", "page", "register", "says", "template",
]  # fmt: skip
