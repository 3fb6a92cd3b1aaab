"""The tables of the content as people change them: the settings with the decision table, the texts, and the replies to small talk.

Each is one file, and is reviewed and published as a whole: the rows of the decision table are right only together. A part named
``review`` says who reviewed it, with a digest of exactly what they saw.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rrn.items import plain_or_quoted, short_digest
from rrn.yaml_file import DataError, parse_yaml, read_text
from rrn.yaml_lines import with_values

SETTINGS, TEXTS, SMALL_TALK = "settings", "texts", "small_talk"
#: What each is called in a sentence.
TITLES = {
    SETTINGS: "The settings with the decision table",
    TEXTS: "The texts of the interface",
    SMALL_TALK: "The replies to small talk",
}
NAMES = tuple(TITLES)
#: Files that stand elsewhere than on top of the content: Rasa reads the replies to small talk beside their examples.
_FILES = {SMALL_TALK: Path("nlu") / "small_talk.yml"}
#: What stands before the name of a reply to small talk in its file.
REPLY_PREFIX = "utter_chitchat/"
REVIEW, REVIEWER, REVIEWED_ON = "review", "reviewer", "reviewed_on"
#: Stands for the reviewer of what was served before reviews of it were kept. Any change of it needs a person.
NOBODY_YET = "nobody yet"
#: The part of the texts that ties the sentences of a verdict to the statements that state them.
SUPPORTED_BY = "supported_by"
#: What confirming a statement against a newer version of its source sets.
_CONFIRMED = ("version", "as_of", "review_by", REVIEWER, REVIEWED_ON)


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        id: Its name, which is also its file's.
        source: Its file as it is written, comments included.
    """

    id: str
    source: str

    @property
    def file(self) -> Path:
        """Its file's place below a content folder."""
        return file_of(self.id)

    @property
    def title(self) -> str:
        """What it is called in a sentence."""
        return TITLES[self.id]

    @cached_property
    def _parsed(self) -> dict[str, Any]:
        return parse_yaml(self.source, self.file)

    @property
    def content(self) -> dict[str, Any]:
        """Everything it holds but the review."""
        return {name: value for name, value in self._parsed.items() if name != REVIEW}

    @property
    def review(self) -> Mapping[str, Any]:
        """Who reviewed it, when, and the digest of what they saw."""
        return self._parsed.get(REVIEW) or {}

    @property
    def has_reviewer(self) -> bool:
        """Whether somebody is on record who reviewed it; nobody is for what was served before reviews of it were kept."""
        return self.review.get("reviewer") not in (None, "", NOBODY_YET)

    @property
    def is_as_reviewed(self) -> bool:
        """Whether it says what the one who reviewed it saw."""
        return str(self.review.get("reviewed_text")) == table_said_digest(self)

    @property
    def texts(self) -> dict[str, str]:
        """Of the texts, each by its name."""
        return {name: text.strip() for name, text in self.content.items() if isinstance(text, str)}

    @property
    def replies(self) -> dict[str, str]:
        """Of the replies to small talk, each by its name."""
        return {name.removeprefix(REPLY_PREFIX): variants[0]["text"] for name, variants in self.content["responses"].items()}


def file_of(name: str) -> Path:
    """Returns the place of a table's file below a content folder."""
    return _FILES.get(name, Path(f"{name}.yml"))


def table_digest(table: Table) -> str:
    """Returns a short digest of everything a person can change of a table."""
    return short_digest(table.content)


def table_said_digest(table: Table) -> str:
    """Returns a short digest of what a reviewer of a table answers for.

    That is all but the days and roles that a confirmation of a statement sets, and of small talk what is said.
    """
    if table.id == SMALL_TALK:
        return short_digest(table.replies)
    content = table.content
    if isinstance(content.get("statements"), dict):
        kept = {
            name: {field: value for field, value in entry.items() if field not in _CONFIRMED}
            for name, entry in content["statements"].items()
        }
        content = {**content, "statements": kept}
    return short_digest(content)


def reviewed(table: Table, by: str, on: dt.date) -> Table:
    """Returns a table with who reviewed it as it stands, and when; they stand behind each statement that has nobody yet, too."""
    who = {REVIEWER: plain_or_quoted(by), REVIEWED_ON: on.isoformat()}
    marked = table.source if table.review else f"{table.source.rstrip()}\n\n{REVIEW}:\n  {REVIEWER}: {NOBODY_YET}\n"
    source = with_values(marked, (REVIEW,), {**who, "reviewed_text": f'"{table_said_digest(table)}"'})
    for name, statement in _statements_of_nobody(table).items():
        last = {"review_by": str(statement["review_by"])} if "review_by" in statement else {}
        source = with_values(source, ("statements", name), {**last, **who})
    return Table(table.id, source)


def _statements_of_nobody(table: Table) -> dict[str, dict[str, Any]]:
    statements = table.content.get("statements") or {}
    return {name: statement for name, statement in statements.items() if not statement.get(REVIEWER)}


def require_table_reviewed(table: Table, path: Path) -> None:
    """Checks that a table was not changed since somebody reviewed it, or since it was taken over as it was served.

    Raises:
        DataError: It was changed, or bears no such mark.
    """
    review = table.review
    if not review.get("reviewer") or not review.get("reviewed_on"):
        raise DataError(f"{path}: nobody reviewed it ('{REVIEW}' with 'reviewer' and 'reviewed_on' is needed).")
    if not table.is_as_reviewed:
        last = f"{review['reviewer']} reviewed it" if table.has_reviewer else "it was taken over"
        raise DataError(
            f"{path}: it was changed since {last} on {review['reviewed_on']}. Have it reviewed: rrn content review {table.id} --by NAME"
        )
    for name in _statements_of_nobody(table):
        raise DataError(f"{path}: nobody stands behind the statement '{name}' ('{REVIEWER}' is needed).")


def read_table(path: Path) -> Table:
    """Returns the table of a file.

    Raises:
        DataError: It cannot be read.
    """
    return Table(path.stem, read_text(path))


def read_reviewed_table(path: Path) -> Table:
    """Returns the table of a file that is served.

    Raises:
        DataError: It cannot be read, or holds what nobody reviewed.
    """
    table = read_table(path)
    require_table_reviewed(table, path)
    return table


def read_tables(folder: Path) -> dict[str, Table]:
    """Returns the tables of a content folder by name, whoever reviewed them."""
    return {name: read_table(folder / file_of(name)) for name in NAMES}
