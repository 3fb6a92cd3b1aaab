"""Says whether a message that describes a service asks what holds for it, although its wording is near an answer of the page."""

from __future__ import annotations

import re

from rrn.applicability import decision_table
from rrn.understanding.gate import DUTY
from rrn.understanding.reading import Reading
from rrn.understanding.splitting import is_question, split

#: Of the answers about the duty, the ones that say whose it is.
WHOSE_DUTY = frozenset({"faq/nhs_mandate", "faq/nhs_only"})
_BINDING_WORDS = r"compulsory|mandatory|obligatory|voluntary|optional|exempt\w*|obliged|binding|bound"
#: What is binding, and what is not.
_BINDING = re.compile(rf"\b(?:{_BINDING_WORDS})\b", re.IGNORECASE)
#: What is said of a duty: "GP practice: compulsory or not".
DUTY_WORD = re.compile(
    rf"\b(?:{_BINDING_WORDS}|advis\w+|require[ds]?|requirements?|obligations?|must|(?:have|has|had|got|need|needs) to)\b", re.IGNORECASE
)
#: A yes or no question whether something holds for somebody. The name of the Standards in it draws the classifier to what they are.
_WHETHER = re.compile(
    r"\b(?:in or out|inside or outside|yes or no)\b"
    r"|\b(?:is|are|does|do|am|will|would|should|must|need)\b[^.?!]*"
    r"\b(?:for|apply|applies|cover\w*|includ\w+|affect\w*|bound|bind|exempt|relevant|reach|catch|caught|count|need|scope)\b"
    r"|\b(?:have|has) (?:we|i|they|you|it) (?:got )?to\b|\b(?:do|does|must|should|are|is|am) (?:we|i|they|it|our|my)\b[^.?!]*"
    r"\b(?:have to|got to|must|follow\w*|comply|obliged|required|supposed)\b",
    re.IGNORECASE,
)
#: "Which is it, exempt or compulsory" and "which of the two" ask no more than yes or no.
_WHAT = re.compile(r"\b(?:(?<!or )what\w*|why|how|who|when|which(?! is it\b| of (?:the|them|these|those)\b))\b", re.IGNORECASE)
#: What a yes or no question about one setting may be taken for, since it names the Standards.
ABOUT_THE_STANDARDS = frozenset({"faq/what_is_rrn", "faq/why_introduced"})
#: Taken for these, somebody who has described a service asks how it stands with the Standards: "CQC registered care home, no NHS. RRN?"
WHERE_IT_STANDS = ABOUT_THE_STANDARDS | {"not_covered/rrn_organisation"}
_FOR_US = re.compile(
    r"\bwhere (?:do|does) (?:we|i|that|this|it) stand\b|\b(?:mean|means|position|situation) for (?:us|me|our|my)\b", re.IGNORECASE
)
#: "So we don't need it then? We're an academy": the topic of the need for training, beside a setting that the page excludes.
NEED = "not_covered/need_for_training"
#: "So schools must have it from 2021, correct?": the topic of why some are left out, where no reason and no change is asked after.
WHY_EXCLUDED = "not_covered/why_excluded"
_REASON_OR_CHANGE = re.compile(
    r"\b(?:why|how come|who|reason\w*|rational\w*|justif\w*|logic\w*|sense|explain\w*|think\w*|thought|decid\w*|decision|fair\w*"
    r"|chang\w*|plan\w*|exten[ds]\w*|ever|future|soon|will|going to|(?:leav\w+|left|miss\w*) out|exclu\w*|exempt\w*|exception\w*)\b",
    re.IGNORECASE,
)
#: "Is it compulsory for my organisation": nobody can say before the setting is known.
_FOR_OWN_SERVICE = re.compile(
    r"^(?:so |and |but |ok |then )*(?:is|are|does|do|would|will|must)\b.*\b(?:for|on|to|apply to)"
    r" (?:us|me|(?:my|our) (?:own )?(?:organi[sz]ation|company|firm|business|service|place|setting|charity|workplace))\b[ ?.!]*$",
    re.IGNORECASE,
)
#: The topic of the rules that an excluded setting has instead.
SCHOOL_RULES = "not_covered/school_rules"
_STANDARDS = re.compile(r"\brrn\b|\brestraint(?: \w+){0,3} standards\b|\bth(?:e|is|ese) standards?\b", re.IGNORECASE)
#: "Schools have to comply from September, how do I word that": what is taken for granted is wrong.
_PRESUMED = re.compile(
    r"\b(?:(?:have|has|had|got|need|needs|required|obliged|bound) to|must)(?: all| now| also)?"
    r" (?:comply|be (?:rrn|compl\w+|certified)|(?:follow|meet|adopt|have|use) (?:it|this|the standards|these|rrn|certified))\b",
    re.IGNORECASE,
)
#: "Supported living, NHS commissioned. Need certified?": what has to be certified, beside a setting.
HOW_CERTIFIED = "faq/how_certified"
_NEED_CERTIFIED = re.compile(
    r"\b(?:do|does|must|should|have|has|need|needs|got|required|obliged|supposed)\b[^.?!]*\b(?:certif\w+|cert)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:we|our|us|i|my|i'm|we're)\b", re.IGNORECASE)
_WE_ARE = re.compile(r"\b(?:we are|we're|i am|i'm|we run|i run|we provide|i manage|we manage|for us|on us)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:when|since|date|from)\b", re.IGNORECASE)


def asks_of_own_service(label: str, reading: Reading) -> bool:
    """Says whether a message taken for ``label`` is to have the verdict on the service that it describes."""
    if label in DUTY:  # somebody who describes a service asks what holds for that service
        unnamed = not reading.services and bool(_FOR_OWN_SERVICE.search(reading.text))
        return (
            unnamed
            or _tells_of_own_service(reading)
            or _needs_no_facts(reading, ("out", "silent"))
            or (label in WHOSE_DUTY and (_names_excluded(reading) or _asks_of_duty(reading)))
        )
    if label == HOW_CERTIFIED and len(reading.services) == 1 and _NEED_CERTIFIED.search(reading.text):
        return not _WHAT.search(reading.text)
    if label == NEED:
        return _needs_no_facts(reading, ("out",))
    if label == WHY_EXCLUDED:
        return _names_excluded(reading) and not _REASON_OR_CHANGE.search(reading.text)
    if label == SCHOOL_RULES:
        asked = _asks_whether_it_applies(reading) and _STANDARDS.search(reading.text)
        return _names_excluded(reading) and bool(asked or _presumes_duty(reading))
    if label in ABOUT_THE_STANDARDS and _asks_whether_it_applies(reading):
        return True
    return label in WHERE_IT_STANDS and asks_where_it_stands(reading)


def _tells_of_own_service(reading: Reading) -> bool:
    """Says whether a message tells of one setting with the facts that settle it, and does not ask what holds or since when.

    "Is it mandatory for NHS commissioned services?" asks in general; "We are an NHS commissioned service" does not.
    """
    settings = decision_table().settings
    we_are = bool(_WE_ARE.search(reading.text))
    named = [each for each in reading.services if each.sector and (we_are or not settings[each.sector].facts)]
    described = [each for each in named if each.nhs == "true" or "open" not in (each.nhs, each.cqc)]
    own = _OWN.search(reading.text) or not _WHAT.search(reading.text)
    return bool(described and own and not _WHEN.search(reading.text))


def asks_where_it_stands(reading: Reading) -> bool:
    """Says whether a message describes one service and asks what follows for it, not what the name of the Standards means."""
    return _tells_of_own_service(reading) and bool(_FOR_US.search(reading.text) or not _WHAT.search(reading.text))


def _names_excluded(reading: Reading) -> bool:
    """Says whether all settings that a message names are ones that the page excludes, and it names one."""
    named = {each.sector for each in reading.services} - {""}
    return bool(named) and all(decision_table().setting_class(sector) == "out" for sector in named)


def _asks_of_duty(reading: Reading) -> bool:
    """Says whether a message names settings of their own and asks whether they have the duty, not since when or what it is."""
    named = {each.sector for each in reading.services} - {"", "commissioner", "nhs_service"}
    return bool(named and DUTY_WORD.search(reading.text) and not _WHAT.search(reading.text) and not _WHEN.search(reading.text))


def asks_of_excluded(reading: Reading) -> bool:
    """Says whether a message speaks of something binding, and of no settings but ones that the page excludes."""
    return _names_excluded(reading) and bool(_BINDING.search(reading.text) or _PRESUMED.search(reading.text))


def _presumes_duty(reading: Reading) -> bool:
    """Says whether a message takes for granted that what it speaks of has the duty."""
    return any(_PRESUMED.search(each) and not is_question(each) for each in split(reading.text))


def _needs_no_facts(reading: Reading, classes: tuple[str, ...]) -> bool:
    """Says whether a message tells that it speaks of one own setting, of one of the given classes, and does not ask since when.

    A commissioner who asks about the mandate asks about the services that it buys.
    """
    named = {each.sector for each in reading.services} - {"", "commissioner"}
    of_class = {sector for sector in named if decision_table().setting_class(sector) in classes}
    return bool(len(named) == 1 and of_class and _OWN.search(reading.text) and not _WHEN.search(reading.text))


def _asks_whether_it_applies(reading: Reading) -> bool:
    """Says whether a message names a setting and asks a yes or no question."""
    return bool(reading.services and _WHETHER.search(reading.text) and not _WHAT.search(reading.text))
