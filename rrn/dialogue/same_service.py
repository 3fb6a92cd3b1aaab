"""Follow-ups about the service of the last verdict, although their wording is near an answer of the page.

"Even if it is NHS commissioned?" adds a fact to that service, and "so is that compulsory?" asks how the verdict is meant.
"""

from __future__ import annotations

import re

from rrn.dialogue.applicability import NHS_SERVICE
from rrn.dialogue.own_service import DUTY_WORD
from rrn.dialogue.state import State
from rrn.understanding.gate import DUTY, SPEAKS_OF_SETTING
from rrn.understanding.reading import Part, Reading

#: Questions of ours about a fact of the service.
_FACT_ASKED = frozenset({"nhs_commissioned", "cqc_regulated"})
_SUPPOSES = re.compile(
    r"\b(?:if|though|although|suppos\w+|imagine|assuming|given|considering|despite|regardless|differen\w+)\b|^(?:and |but |so )*say\b",
    re.IGNORECASE,
)
#: What asks for more than the verdict, or of services in general: "only if you are NHS commissioned".
_ASKS_OTHERWISE = re.compile(
    r"\b(?:what(?! if\b| about\b| difference\b)|how(?! about\b)|why|who|when|which|where|only|you|your|anyone|everyone)\b", re.IGNORECASE
)
_IS_IT = re.compile(r"^(?:(?:so|and|but|ok|right|then),? )*(?:is|are|am|does|do|would) (?:that|it|this|we|they|i)\b", re.IGNORECASE)


def asks_of_same_service(part: Part, reading: Reading, state: State) -> bool:
    """Says whether a question wants the verdict on the service spoken of once more, with what it adds."""
    if state.service is None or not (state.last_kind == "verdict" or state.awaiting in _FACT_ASKED):
        return False
    other = {each.sector for each in reading.services} - {state.service.sector, NHS_SERVICE}
    if other or (part.decision == "accept" and part.label not in (*DUTY, *SPEAKS_OF_SETTING)) or _ASKS_OTHERWISE.search(reading.text):
        return False
    if reading.facts.has_facts:
        return bool(_SUPPOSES.search(reading.text))
    binding = _IS_IT.match(reading.text) and DUTY_WORD.search(reading.text)
    return bool(binding and not reading.services and part.label in DUTY and state.last_kind == "verdict")
