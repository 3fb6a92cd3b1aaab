"""A follow-up that asks whether a provider is what was just explained: "are you that?", "is Sample Training one of those?"."""

from __future__ import annotations

import re

from rrn.content import content
from rrn.dialogue.certification import Result, status_of
from rrn.dialogue.state import State
from rrn.register import Register
from rrn.understanding.provider_names import provider_name_reader

#: Answers that explain a status which a provider may have.
EXPLAINED = frozenset({"how_certified", "certification_process", "working_towards"})
#: "Are you it" and "are you there" mean other things.
_IS_THAT = re.compile(
    r"^(?:(?:so|and|but|ok|right|well),? )*(?:is|are|r) (?P<who>.+?) (?:at |doing )?(?:that|one|one of (?:those|these|them))"
    r"(?: stage| status)?(?: too| as well| then| yet| now| yourselves)?[ ?.!]*$",
    re.IGNORECASE,
)


def that_status(question: str, state: State, register: Register) -> Result | None:
    """Returns the status of a provider of which a question asks whether it is what was explained last; None where none asks so.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    found = _IS_THAT.match(question) if state.last_kind == "answer" and state.last_id in EXPLAINED else None
    if found is None:
        return None
    who = found["who"]
    name = content().texts["owner"] if provider_name_reader().means_us(who) else register.named_in(who)
    return status_of(name, state, register) if name else None
