"""What staff can look up without asking: the known questions, the decision table, the register's entries."""

from __future__ import annotations

from typing import Any

from rrn.applicability import decision_table
from rrn.content import content, content_version
from rrn.register import Register

#: Providers that are listed; any other is found by its name.
MAX_PROVIDERS = 200


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
            {"id": answer.id, "title": answer.title, "words": examples.get(f"faq/{answer.id}") or examples[answer.id]}
            for answer in known.answers.values()
            if not answer.withdrawn_on
        ],
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
