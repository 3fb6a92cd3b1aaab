"""Everything that is wrong with the settings, the statements, the decision table, the texts and the small talk, all at once."""

from __future__ import annotations

import itertools
import re
import string
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rrn.applicability import CLASSES, CQC_FACTS, NHS_FACTS, rows_of_case, statement_of
from rrn.content import normal_form
from rrn.items import Item
from rrn.lint import ID
from rrn.problems import Problem
from rrn.sentences import sentences
from rrn.sources import Document
from rrn.support import not_stated
from rrn.tables import SETTINGS, SMALL_TALK, SUPPORTED_BY, TEXTS, Table, file_of
from rrn.yaml_file import DataError

#: The force that belongs to each outcome; the two are never merged.
FORCES = {
    "mandatory": "mandatory",
    "expected": "regulator_expectation",
    "not_applicable": "none",
    "not_stated": "none",
    "conflict": "none",
    "clarify": "none",
}
#: The facts that a row may ask for.
ASKED = ("nhs_commissioned", "cqc_regulated", "setting", "which")
#: Classes that a setting may have; the others stand for a service that was not named.
SETTING_CLASSES = tuple(name for name in CLASSES if name not in ("none", "unsure"))
_OFFICE = re.compile(r"0[\d ]{9,13}")
#: A text of a verdict that rests on no statement: whom to ask.
_UNTIED = "verdict_office"


@dataclass(frozen=True)
class Places:
    """What tables are checked against, and where a person finds an entry.

    Attributes:
        items: The answers and topics by id.
        documents: The documents by id.
        published: The tables that are served.
        rows: By kind and key of an entry, the file and sheet, and the row; the table's file where nothing is given.
    """

    items: Mapping[str, Item]
    documents: Mapping[str, Document]
    published: Mapping[str, Table]
    rows: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


Finding = tuple[str, str, str, str, str]


def lint_tables(tables: Mapping[str, Table], around: Places) -> list[Problem]:
    """Returns everything that is wrong with the tables: each with its kind and key, the field, what is wrong and what to do."""
    settings, texts = tables[SETTINGS].content, tables[TEXTS]
    findings: list[Finding] = []
    for check in (
        _settings(settings, around.items),
        _statements(settings, around.documents),
        _rows(settings, texts.texts),
        _decided_once(settings),
        _said("text", texts.texts, around.published[TEXTS].texts),
        _said("small_talk", tables[SMALL_TALK].replies, around.published[SMALL_TALK].replies),
        _own_texts(texts),
        _verdict_texts(texts, settings),
    ):
        findings += check
    problems = []
    for kind, key, name, what, do in findings:
        file = file_of({"text": TEXTS, "small_talk": SMALL_TALK}.get(kind, SETTINGS))
        place, row = around.rows.get((kind, key), (str(file), ""))
        problems.append(Problem(place, row, f"{key}: {name}" if name else key, what, do))
    return problems


def _settings(content: Mapping[str, Any], items: Mapping[str, Item]) -> Iterator[Finding]:
    ids = {entry["id"] for entry in content["settings"]}
    called: dict[str, list[str]] = defaultdict(list)
    titled: dict[str, list[str]] = defaultdict(list)
    for entry in content["settings"]:
        key = entry["id"]
        titled[normal_form(entry.get("title") or "")].append(key)
        for name in entry.get("names") or ():
            called[str(name)].append(key)
        for column in ("label", "title"):
            if not str(entry.get(column) or "").strip():
                yield "setting", key, column, "it is empty", "Write what the setting is called."
        if entry.get("class") not in SETTING_CLASSES:
            yield "setting", key, "class", f"'{entry.get('class')}' is no class", f"Use one of: {', '.join(SETTING_CLASSES)}."
        if not entry.get("names"):
            yield "setting", key, "names", "there is none", "Write what people call it, one a line."
        if (entry.get("class") == "which") != bool(entry.get("which")):
            yield "setting", key, "which", "a setting of the class 'which', and no other, names settings to choose from", "Put that right."
        for name in entry.get("which") or ():
            if name not in ids:
                yield "setting", key, "which", f"'{name}' is the ID of no setting", "Use IDs of this sheet."
    for name, keys in called.items():
        if len(keys) > 1:
            yield "setting", keys[-1], "names", f"'{name}' stands at {' and '.join(keys)}", "Keep it at one setting."
        if name != name.strip().lower():
            yield "setting", keys[0], "names", f"'{name}' is not in small letters", "Write it in small letters."
    answers = {normal_form(item.title): item.id for item in items.values() if item.title}
    for title, keys in titled.items():
        if title and (len(keys) > 1 or title in answers):
            others = [*keys[:-1], *([answers[title]] if title in answers else [])]
            yield "setting", keys[-1], "title", f"{' and '.join(others)} has the same", "Change the wording of one of them."
    for name in content["offered"]:
        if name not in ids:
            yield "setting", name, "offered", "it is offered and not there", "Take it out of those offered."


def _statements(content: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[Finding]:
    for key, entry in content["statements"].items():
        if not ID.fullmatch(key):
            yield "statement", key, "ID", f"'{key}' is no id", "Use small letters, digits and underscores, for example 'nhs_mandate'."
        try:
            statement = statement_of(key, dict(entry), dict(documents), Path(f"{SETTINGS}.yml"))
        except DataError as error:
            yield "statement", key, "", str(error).partition(": ")[2] or str(error), "Copy the words and days from the page."
            continue
        for fault in not_stated(statement.says, [statement.citation.quote]):
            yield "statement", key, "says", fault, "Say what the quote says."


def _rows(content: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[Finding]:
    known = {"setting": CLASSES, "nhs": NHS_FACTS, "cqc": CQC_FACTS}
    for number, row in enumerate(content["decision_table"]["rows"], start=1):
        key = str(number)
        for column, values in known.items():
            strange = [str(value) for value in row.get(column) or () if value not in values]
            if strange or not row.get(column):
                yield "row", key, column, f"'{', '.join(strange)}' is not known" if strange else "it is empty", f"Use: {', '.join(values)}."
        outcome, force = row.get("outcome"), row.get("force", "none")
        if outcome not in FORCES:
            yield "row", key, "outcome", f"'{outcome}' is no outcome", f"Use one of: {', '.join(FORCES)}."
        elif FORCES[outcome] != force:
            yield "row", key, "force", f"'{force}' does not belong to '{outcome}'", f"Write '{FORCES[outcome]}'."
        if (outcome == "clarify") != (row.get("ask") in ASKED):
            yield "row", key, "ask", "a row that asks back, and no other, names what it asks for", f"Use one of: {', '.join(ASKED)}."
        if outcome != "clarify" and not row.get("statements"):
            yield "row", key, "statements", "a verdict needs a statement", "Name the statements that it rests on."
        for column in ("statements", "when_cqc_true", "conditions", "caveat"):
            value = row.get(column) or ()
            for name in (value,) if isinstance(value, str) else value:
                if name not in content["statements"]:
                    yield "row", key, column, f"'{name}' is no statement", "Use IDs of the sheet 'Statements'."
                elif column in ("conditions", "caveat"):
                    wanted = f"verdict_{column.removesuffix('s')}_{name}"
                    if wanted not in texts:
                        yield "row", key, column, f"there is no text '{wanted}' to say it with", "Use a statement that has one."


def _decided_once(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Goes through every case of the table: each setting, NHS fact and CQC fact falls in exactly one row."""
    rows = content["decision_table"]["rows"]
    examples = {entry.get("class"): f", as '{entry['id']}' is" for entry in reversed(content["settings"])}
    for setting_class, nhs, cqc in itertools.product(CLASSES, NHS_FACTS, CQC_FACTS):
        found = [str(place + 1) for place in rows_of_case(rows, setting_class, nhs, cqc)]
        if len(found) != 1:
            case = f"a setting that '{setting_class}'{examples.get(setting_class, '')}, NHS '{nhs}', CQC '{cqc}'"
            where = f"in rows {' and '.join(found)}" if found else "in no row"
            yield "row", found[-1] if found else str(len(rows)), "", f"{case}: falls {where}", "Every case must fall in one row."


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _said(kind: str, texts: Mapping[str, str], published: Mapping[str, str]) -> Iterator[Finding]:
    for name, before in published.items():
        text = texts.get(name)
        if text is None:
            yield kind, name, "", "it is missing, and the assistant says it", "Put it back."
            continue
        if not text:
            yield kind, name, "", "it is empty", "Write what the assistant is to say."
        if "!" in text or "\n\n" in text:
            yield kind, name, "", "it has an exclamation mark or an empty line", "Take it out."
        try:
            gaps = _gaps(text)
        except ValueError:
            yield kind, name, "", "a brace is not closed, or is closed and not opened", "Write gaps like {office}."
            continue
        if gaps != _gaps(before):
            names = ", ".join(f"{{{gap}}}" for gap in sorted(_gaps(before))) or "none"
            yield kind, name, "", "its gaps are not those that are filled in", f"It must have these gaps: {names}."
    for name in texts.keys() - published.keys():
        yield kind, name, "", "the assistant has no text of that name", "Take the row out, or correct the name."


def _own_texts(table: Table) -> Iterator[Finding]:
    for name, text in table.texts.items():
        if name.startswith("offered_") and not text.isdigit():
            yield "text", name, "", f"'{text}' is no place", "Write a whole number, or 0 for not at all."
    if not _OFFICE.fullmatch(table.texts.get("office", "")):
        yield "text", "office", "", "it is no telephone number", "Write it with its first 0, as text: 01707 654317."


def _verdict_texts(table: Table, settings: Mapping[str, Any]) -> Iterator[Finding]:
    tied = table.content.get(SUPPORTED_BY) or {}
    for name, text in table.texts.items():
        if not name.startswith("verdict_") or name == _UNTIED:
            continue
        said, rests_on = sentences(text), tied.get(name)
        if rests_on is None or len(rests_on) != len(said):
            what = f"it has {len(said)} sentences, and {len(rests_on or ())} lines say what they rest on"
            yield "text", name, "rests on", what, "One line a sentence: IDs of statements, or 'no fact'."
            continue
        for sentence, names in zip(said, rests_on, strict=True):
            strange = [each for each in names if each not in settings["statements"]]
            if strange:
                yield (
                    "text",
                    name,
                    "rests on",
                    f"'{', '.join(strange)}' is no statement",
                    "Use IDs of the sheet 'Statements', or 'no fact'.",
                )
                continue
            for fault in not_stated(sentence, [settings["statements"][each]["quote"] for each in names]):
                yield "text", name, "", fault, "Say what the statements say."
    for name in tied.keys() - table.texts.keys():
        yield "text", name, "rests on", "there is no such text", "Take it out."
