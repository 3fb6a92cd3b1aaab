"""What staff can look up without asking: the known questions, the decision table, the register's entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rrn.applicability import decision_table
from rrn.content import Topic, content, content_version, normal_form
from rrn.register import Register
from rrn.sentences import sentences

#: Providers that are listed; any other is found by its name.
MAX_PROVIDERS = 200
#: What the text of a topic begins with, before it names the topic.
_ABOUT = "You are asking about "
#: An example with so many words is a whole question.
_WHOLE = 6


def reference(register: Register) -> dict[str, Any]:
    """Returns the reference as JSON values.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    known, table, examples = content(), decision_table(), content().examples
    return {
        "content_version": content_version(),
        "office": known.texts["office"],
        "questions": [
            {"id": answer.id, "title": answer.title, "words": _words(examples.get(f"faq/{answer.id}") or examples[answer.id])}
            for answer in known.answers.values()
            if not answer.withdrawn_on
        ],
        "topics": [_topic(topic, examples[f"not_covered/{topic.id}"]) for topic in known.topics.values()],
        "settings": [
            {"id": setting.id, "title": setting.title, "label": setting.label, "class": setting.setting_class}
            for setting in table.settings.values()
        ],
        "rules": [
            {
                "id": rule.id,
                "setting": sorted(rule.setting),
                "nhs_commissioned": sorted(rule.nhs),
                "cqc_regulated": sorted(rule.cqc),
                "outcome": rule.outcome or "clarify",
                "force": rule.force,
            }
            for rule in table.rules
        ],
        "register": [match.to_status() for match in register.entries(MAX_PROVIDERS)],
        "register_size": register.size(),
    }


def _topic(topic: Topic, examples: list[str]) -> dict[str, Any]:
    """Returns a topic that is not covered: what it is called, and a question that leads to it."""
    name = sentences(topic.text)[0].removeprefix(_ABOUT).rstrip(".")
    whole = (example for example in examples if example[0].isupper() and example.endswith("?") and len(example.split()) >= _WHOLE)
    return {"id": topic.id, "title": name[:1].upper() + name[1:], "question": next(whole, examples[0]), "words": _words(examples)}


def _words(examples: Iterable[str]) -> list[str]:
    """Returns the words of examples, each once: those that a question or a topic is found by."""
    return sorted({word for example in examples for word in normal_form(example).split()})
