"""Do the Standards apply to a setting? The decision table of ``data/settings.yml``, evaluated.

The table is the whole decision. This module only looks a case up in it and carries the row's id, statements and quotes
into the verdict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from rrn.evidence import check_dates_are_stated, cite
from rrn.paths import DATA
from rrn.reply import Citation
from rrn.sources import Document, load_documents
from rrn.tables import read_table, require_table_reviewed
from rrn.yaml_file import DataError, required

#: What is known of a fact: yes, no, not yet said, or the person does not know. ``funded`` is said of the NHS alone: there is
#: NHS money in the service, which may or may not mean that the NHS commissions it.
Fact = Literal["true", "false", "open", "unsure", "funded"]
NHS_FACTS: tuple[Fact, ...] = ("true", "false", "open", "unsure", "funded")
CQC_FACTS: tuple[Fact, ...] = ("true", "false", "open", "unsure")
#: Classes of settings (see ``data/settings.yml``).
CLASSES = ("out", "asks", "silent", "which", "none", "unsure")


@dataclass(frozen=True)
class Setting:
    """A kind of service that people ask about."""

    id: str
    label: str
    title: str
    setting_class: str
    names: tuple[str, ...]
    facts: dict[str, bool]
    which: tuple[str, ...] = ()
    which_titles: dict[str, str] = field(default_factory=dict)
    question: str = ""


@dataclass(frozen=True)
class Statement:
    """A sentence of the page that a verdict rests on, and the same in plain words; ``about`` names those of whom it speaks."""

    id: str
    says: str
    about: str
    citation: Citation


@dataclass(frozen=True)
class Rule:
    """A row of the decision table."""

    id: str
    setting: frozenset[str]
    nhs: frozenset[str]
    cqc: frozenset[str]
    outcome: str
    force: str
    statements: tuple[str, ...]
    when_cqc_true: tuple[str, ...]
    conditions: tuple[str, ...]
    caveat: str
    ask: str

    def covers(self, setting_class: str, nhs: Fact, cqc: Fact) -> bool:
        """Says whether a case falls in this row."""
        return setting_class in self.setting and nhs in self.nhs and cqc in self.cqc


@dataclass(frozen=True)
class Service:
    """The service a person speaks of: its setting and what is known of it.

    Attributes:
        sector: Id of the setting; ``""`` where none was named, ``"unsure"`` where the person cannot name it.
        nhs: Is it NHS commissioned?
        cqc: Is it regulated by the Care Quality Commission?
    """

    sector: str = ""
    nhs: Fact = "open"
    cqc: Fact = "open"


@dataclass(frozen=True)
class Decision:
    """What the table says of a service."""

    service: Service
    label: str
    rule: Rule
    table_version: int
    statements: tuple[Statement, ...]
    conditions: tuple[Statement, ...]
    caveat: Statement | None

    def verdict(self) -> dict[str, Any]:
        """Returns the verdict of the reply contract as JSON values."""
        given = [*self.statements, *([self.caveat] if self.caveat else [])]
        return {
            "sector": self.service.sector if self.service.sector not in ("", "unsure") else "unspecified",
            "label": self.label,
            "outcome": self.rule.outcome,
            "nhs_commissioned": _known(self.service.nhs),
            "cqc_regulated": _known(self.service.cqc),
            "force": self.rule.force,
            "rule": self.rule.id,
            "reasons": [{"statement": each.says, "source": each.citation.to_dict(), "quote": each.citation.quote} for each in given],
        }


def _known(fact: Fact) -> bool | None:
    return {"true": True, "false": False}.get(fact)


class DecisionTable:
    """The settings, the statements and the rows, read from one file.

    Raises:
        DataError: Nobody reviewed it as it stands, a row names a statement that is not there, or a quote is not verbatim.
    """

    def __init__(self, path: Path = DATA / "settings.yml", documents: dict[str, Document] | None = None) -> None:
        read = read_table(path)
        content = read.content
        table = required(content, "decision_table", path)
        self.version: int = required(table, "version", path)
        required(table, "reviewer", path)
        self.settings = {entry["id"]: _setting(entry) for entry in required(content, "settings", path)}
        self.offered: list[str] = required(content, "offered", path)
        known = load_documents() if documents is None else documents
        self.statements = {name: statement_of(name, entry, known, path) for name, entry in required(content, "statements", path).items()}
        self.rules = [_rule(entry) for entry in required(table, "rows", path)]
        for rule in self.rules:
            for name in (*rule.statements, *rule.when_cqc_true, *rule.conditions, *filter(None, [rule.caveat])):
                if name not in self.statements:
                    raise DataError(f"{path}: rule {rule.id} names the statement '{name}', which is not there.")
        require_table_reviewed(read, path)

    @property
    def as_of(self) -> dt.date:
        """The day as of which all its statements hold: the oldest of theirs."""
        return min(statement.citation.as_of for statement in self.statements.values())

    @property
    def review_by(self) -> dt.date:
        """The day by which the first of its statements is to be reviewed."""
        return min(statement.citation.review_by for statement in self.statements.values())

    def setting_class(self, sector: str) -> str:
        """Returns the class of a setting; ``none`` and ``unsure`` for a service that was not named."""
        if sector in ("", "unsure"):
            return sector or "none"
        return self.settings[sector].setting_class

    def label(self, sector: str) -> str:
        """Returns how a sentence names a setting."""
        return self.settings[sector].label if sector in self.settings else "your service"

    def rules_for(self, setting_class: str, nhs: Fact, cqc: Fact) -> list[Rule]:
        """Returns the rows a case falls in; a sound table gives exactly one."""
        return [rule for rule in self.rules if rule.covers(setting_class, nhs, cqc)]

    def decide(self, service: Service) -> Decision:
        """Returns what the table says of a service.

        Raises:
            DataError: The case falls in no row or in several.
        """
        given = self.settings[service.sector].facts if service.sector in self.settings else {}
        if given.get("nhs_commissioned"):
            service = Service(service.sector, "true", service.cqc)
        rows = self.rules_for(self.setting_class(service.sector), service.nhs, service.cqc)
        if len(rows) != 1:
            raise DataError(f"The decision table has {len(rows)} rows for {service}; it must have exactly one.")
        (rule,) = rows
        names = [*rule.statements, *(rule.when_cqc_true if service.cqc == "true" else ())]
        return Decision(
            service=service,
            label=self.label(service.sector),
            rule=rule,
            table_version=self.version,
            statements=tuple(self.statements[name] for name in names),
            conditions=tuple(self.statements[name] for name in rule.conditions),
            caveat=self.statements[rule.caveat] if rule.caveat else None,
        )


def statement_of(name: str, entry: dict[str, Any], documents: dict[str, Document], path: Path) -> Statement:
    """Returns a statement with its evidence.

    Raises:
        DataError: A field is missing, or the quote is not verbatim in its source.
    """
    where = f"{path}, statement '{name}'"
    citation = cite(required(entry, "quote", path), entry, documents, where)
    check_dates_are_stated(entry, (citation,), where)
    return Statement(name, required(entry, "says", path), required(entry, "about", path), citation)


def rows_of_case(rows: Sequence[Mapping[str, Any]], setting_class: str, nhs: str, cqc: str) -> list[int]:
    """Returns the places of the rows, as they stand in the file, that a case falls in; a sound table gives exactly one."""
    case = {"setting": setting_class, "nhs": nhs, "cqc": cqc}
    return [place for place, row in enumerate(rows) if all(value in (row.get(name) or ()) for name, value in case.items())]


def _setting(entry: dict[str, Any]) -> Setting:
    return Setting(
        id=entry["id"],
        label=entry["label"],
        title=entry["title"],
        setting_class=entry["class"],
        names=tuple(entry["names"]),
        facts=entry.get("facts", {}),
        which=tuple(entry.get("which", ())),
        which_titles=entry.get("which_titles", {}),
        question=entry.get("question", ""),
    )


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        setting=frozenset(entry["setting"]),
        nhs=frozenset(entry["nhs"]),
        cqc=frozenset(entry["cqc"]),
        outcome=entry["outcome"],
        force=entry.get("force", "none"),
        statements=tuple(entry.get("statements", ())),
        when_cqc_true=tuple(entry.get("when_cqc_true", ())),
        conditions=tuple(entry.get("conditions", ())),
        caveat=entry.get("caveat", ""),
        ask=entry.get("ask", ""),
    )


@lru_cache(maxsize=1)
def decision_table() -> DecisionTable:
    """Returns the project's decision table, read once."""
    return DecisionTable()
