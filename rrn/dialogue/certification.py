"""The dialogue about a training provider's certification status: which provider is meant, and what is asked of it."""

from __future__ import annotations

import re
from dataclasses import replace

from rrn.content import content
from rrn.dialogue import provider_status
from rrn.dialogue.provider_question import Asked, is_time_alone, name_part, names_status, pressed, read_asked, title
from rrn.dialogue.provider_status import REPLY_ID
from rrn.dialogue.says import CERTAIN, text
from rrn.dialogue.state import State
from rrn.dialogue.stranger import stranger_reader
from rrn.register import Match, Register, name_key
from rrn.reply import Button, Reply
from rrn.understanding.provider_names import provider_name_reader
from rrn.understanding.reading import Part
from rrn.understanding.short_answers import short_answer
from rrn.understanding.splitting import is_question

#: Providers that are offered to choose from.
MAX_OFFERED = 3
_CHOICES = ("first", "second", "third")
#: What a question about a provider's past is taken for by a classifier that has seldom seen one.
_MAY_BE_OF_THE_PAST = frozenset(
    {
        "provider_status",
        "not_covered/certification_date",
        "not_covered/certificate_validity",
        "not_covered/intelligensa_company",
        "not_covered/other_detail",
        "out_of_scope",
    }
)
#: What somebody does who asks no question that a provider's status could answer.
_NO_QUESTION = frozenset({"safeguarding", "handover", "stop"})
#: Asks us to look, not about us: "can you check a training company for me".
_ASKED_TO_LOOK = re.compile(
    r"\b(?:can|could|would|will|do|did|are|r) (?:you|u) (?:please |able to |lot |guys )?"
    r"(?:check|look|tell|find|confirm|see|help|say|know|verify|show|give)\b",
    re.IGNORECASE,
)
#: Anybody: "what do you need before you can say your training is certified".
_YOU_IN_GENERAL = re.compile(
    r"\bwhat (?:do|would|must|should) (?:you|u) (?:need|have)\b"
    r"|\b(?:before|b4|until|so|if|when) (?:you|u) (?:can |could |may )?(?:say|claim|call|advertise|describe)\b",
    re.IGNORECASE,
)
_PRONOUNS = frozenset({"they", "it", "them", "their", "its"})

Result = tuple[Reply, State]


def certification(asked: str, state: State, register: Register, confidence: float = CERTAIN) -> Result:
    """Returns the status of the provider that a question names, or the question which provider is meant.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    name = named_provider(asked, state, register)
    if not name:
        reply = Reply(text("ask_provider"), "clarify", "ask_provider", confidence)
        return reply, replace(state, unclear_turns=0).asking("provider", (asked,))
    return status_of(name, state, register, confidence, read_asked(asked, name))


def named_provider(asked: str, state: State, register: Register) -> str:
    """Returns the provider that a message names: one of the register, one in a question's frame, ours, or the last one."""
    known = register.named_in(asked.replace("?", " ").replace(",", " "))
    reader = provider_name_reader()
    name = reader.read(name_part(asked)).removesuffix("'s")
    if known:
        return name if _is_longer_name(name, known) else known
    if reader.means_us(name):
        return content().texts["owner"]
    if name:
        return name
    words = _ASKED_TO_LOOK.sub(" ", asked).lower().replace("?", " ").replace(",", " ").split()
    if state.provider and _PRONOUNS & set(words):
        return state.provider
    if {"you", "your", "u", "ur", "you've", "you're"} & set(words) and not _YOU_IN_GENERAL.search(asked):
        return content().texts["owner"]
    return ""


def _is_longer_name(name: str, known: str) -> bool:
    """Says whether a name of the register is only a part of the name that was asked about: "Alpha" of "Alpha Care Group"."""
    rest = [word for word in name.split() if word.lower() not in known.lower().split()]
    return known.lower() in name.lower() and bool(rest) and all(word[0].isupper() for word in rest) and name_key(name) != name_key(known)


def status_of(name: str, state: State, register: Register, confidence: float = CERTAIN, asked: Asked | None = None) -> Result:
    """Returns the status of a provider by name; a name that is only like others is confirmed first.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    asked = asked or Asked()
    matches = register.find(name)
    known = replace(state.settled(), unclear_turns=0)
    if not matches:
        return not_in_register(name, state, register, confidence)
    if len(matches) > 1 or not matches[0].sure:
        return _which(name, matches, known, asked, confidence)
    return _told(matches[0], name, known, asked, confidence)


def _told(match: Match, name: str, state: State, asked: Asked, confidence: float) -> Result:
    reply = provider_status.known_provider(match, name, asked, confidence)
    outcome = reply.status["status"] if reply.status else ""
    return reply, replace(state, last_kind="status", last_id=REPLY_ID, last_outcome=outcome, provider=match.provider)


def _which(name: str, matches: list[Match], state: State, asked: Asked, confidence: float) -> Result:
    offered = matches[:MAX_OFFERED]
    titles = [title(match.provider, asked) for match in offered]
    one = len(offered) == 1
    said = text("ask_provider_confirm", provider=offered[0].provider) if one else text("ask_provider_which", name=name)
    if len(matches) > len(offered):
        said += " " + text("ask_provider_more")
    reply = Reply(said, "clarify", "ask_provider_confirm", confidence, buttons=[Button(each, each) for each in titles])
    return reply, state.asking("confirm_provider", (name, *titles))


def not_in_register(name: str, state: State, register: Register, confidence: float = CERTAIN) -> Result:
    """Returns that a provider is not in the register.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    after = replace(state.settled(), unclear_turns=0, last_kind="status", last_id=REPLY_ID, last_outcome="unknown", provider=name)
    return provider_status.unknown_provider(name, register, confidence), after


def pressed_provider(message: str, state: State, register: Register) -> Result | None:
    """Returns the status that a button's title asks for; None where a message is none.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    found = pressed(message, register)
    if found is None:
        return None
    match, asked = found
    return _told(replace(match, matched_by="exact"), match.provider, replace(state.settled(), unclear_turns=0), asked, CERTAIN)


def chosen_provider(message: str, state: State, register: Register) -> Result | None:
    """Returns the reply to an answer to "which of these do you mean?"; None where a message is no answer to it.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    name, *titles = state.options or ("",)
    short = short_answer(message)
    if short in _CHOICES and _CHOICES.index(short) < len(titles):
        return pressed_provider(titles[_CHOICES.index(short)], state, register)
    if short == "yes" and len(titles) == 1:
        return pressed_provider(titles[0], state, register)
    if short in ("no", "neither") and len(titles) == 1:
        return not_in_register(name, state, register)
    if short in ("yes", "no", "neither") and len(message.split()) <= 4:
        return Reply(text("ask_provider_other"), "clarify", "ask_provider"), state.asking("provider")
    named = "" if is_question(message) or not titles else register.named_in(message)
    offered = pressed(titles[0], register) if named else None
    return status_of(named, state, register, asked=offered[1]) if offered else None


def about_the_past(part: Part, state: State, register: Register) -> Result | None:
    """Returns the reply to a question about a provider's past, which the classifier has seldom seen; None where it is none.

    The provider must be one of the register and the words must ask for a time or a beginning; so it is no guess.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    question = part.text
    spoken_of = state.provider if state.last_kind == "status" else ""
    if spoken_of and is_time_alone(question):
        return status_of(spoken_of, state, register, CERTAIN, read_asked(question))
    asked = read_asked(question)
    if part.label == "ask_when" and spoken_of and part.decision == "accept":
        return _since_known(spoken_of, state.last_outcome, state, register)
    other = part.decision == "accept" and part.label not in _MAY_BE_OF_THE_PAST
    told = part.label != "provider_status" and not is_question(question)
    if asked.is_now or other or told or not names_status(question):
        return None
    name = register.named_in(question.replace("?", " ").replace(",", " "))
    if not name and spoken_of and _PRONOUNS & set(question.lower().replace("?", " ").split()):
        name = spoken_of
    if not name:
        framed = provider_name_reader().read(name_part(question)).removesuffix("'s")
        name = framed if framed and register.find(framed) else ""
    asked = read_asked(question, name)
    if not name or asked.is_now:
        return None
    if asked.since and part.label == "not_covered/certification_date":
        known = any(provider_status.began(match, asked.since) for match in register.find(name))
        return status_of(name, state, register, CERTAIN, asked) if known else None
    return status_of(name, state, register, part.confidence, asked)


def about_a_stranger(part: Part, state: State, register: Register) -> Result | None:
    """Returns that a provider is not in the register, where a question's frame asks for its status at any time; None where none does.

    The classifier takes such a question for one of another subject where it has never heard of the name.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    if part.decision == "accept" and part.label in _NO_QUESTION:
        return None
    name = stranger_reader().read(part.text)
    if not name or provider_name_reader().means_us(name) or register.find(name):
        return None
    return not_in_register(name, state, register, CERTAIN)


def _since_known(name: str, status: str, state: State, register: Register) -> Result | None:
    """Returns since when a provider has had a status, or has the one of today; None where the register does not know it."""
    matches = register.find(name)
    if len(matches) != 1 or not matches[0].sure:
        return None
    current = matches[0].current.status if matches[0].current else ""
    known = next((each for each in (status, current) if provider_status.began(matches[0], each)), "")
    return status_of(name, state, register, CERTAIN, Asked(since=known)) if known else None
