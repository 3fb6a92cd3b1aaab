"""Everything that is wrong with the answers and the topics of a content folder, all at once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rrn.content import MIN_EXAMPLES, normal_form, training_examples
from rrn.items import Item
from rrn.problems import Problem
from rrn.sentences import has_marks
from rrn.sources import Document, Source, load_documents
from rrn.support import unsupported
from rrn.understanding.text import MAX_CHARACTERS
from rrn.validity import is_stated_in
from rrn.yaml_file import DataError

ID = re.compile(r"[a-z][a-z0-9_]{1,60}")
#: What is said that Rasa or the assistant would take for something else, and what to do about it.
_NOT_IN_TEXTS = {
    "\n\n": ("it has an empty line, which would make two messages of it", "Take the empty line out."),
    "{": ("it has a brace, which is read as a gap to fill in", "Write it in words."),
    "...": ("it has three dots, as if it were not finished", "Write it out."),
    "!": ("it has an exclamation mark", "End the sentence with a full stop."),
}


@dataclass(frozen=True)
class Surroundings:
    """What items are checked against.

    Attributes:
        items: All items as they would be published, by id.
        documents: The documents by id.
        elsewhere: Label by example in plain form, of the examples that are in no item.
        held_out: The held-out questions in plain form.
        places: Where a person finds an item, by id: the file and sheet, and the row; the item's file where nothing is given.
    """

    items: Mapping[str, Item]
    documents: Mapping[str, Document]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    held_out: Collection[str] = ()
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, data: Path, items: Mapping[str, Item], held_out: Collection[str], places: Mapping[str, tuple[str, str]] | None = None
    ) -> Surroundings:
        """Returns the surroundings of items in a content folder."""
        labels = {item.label for item in items.values()}
        examples = {
            normal_form(example): label for label, found in training_examples(data).items() if label not in labels for example in found
        }
        return cls(items, load_documents(data / "sources"), examples, held_out, places or {})


def lint(around: Surroundings, ids: Collection[str] | None = None) -> list[Problem]:
    """Returns everything that is wrong with items.

    Args:
        around: The items and what they are checked against.
        ids: The items to report on; all where it is None.
    """
    twice = _examples_that_stand_twice(around)
    problems = []
    for item in around.items.values():
        if ids is None or item.id in ids:
            place, row = around.places.get(item.id, (str(item.file), ""))
            findings = [*_names(item, around), *_text(item), *_proof(item, around), *_days(item), *_examples(item, around, twice)]
            problems += [Problem(place, row, f"{item.id}: {name}", what, do) for name, what, do in findings]
    return problems


Finding = tuple[str, str, str]


def _names(item: Item, around: Surroundings) -> Iterator[Finding]:
    if not ID.fullmatch(item.id):
        yield "ID", f"'{item.id}' is no id", "Use small letters, digits and underscores, for example 'course_length'."
    if item.kind == "topic":
        return
    if not item.title.strip():
        yield "Question", "it is empty", "Write the question in plain words; it is shown on buttons."
    if "\n" in item.title:
        yield "Question", "it has several lines", "Write it on one line."
    for other in around.items.values():
        if other.id != item.id and other.title and normal_form(other.title) == normal_form(item.title):
            yield "Question", f"'{other.id}' has the same question", "Change the wording of one of them."
    for name in item.related:
        if name not in around.items or around.items[name].kind != "answer" or name == item.id:
            yield "Asked next", f"'{name}' is not the id of another answer", "Use the ids of the sheet 'Answers', with commas between them."


def _text(item: Item) -> Iterator[Finding]:
    name = "Answer" if item.kind == "answer" else "What is said"
    if not item.text.strip():
        yield name, "it is empty", "Write what the assistant is to say."
    for characters, (what, do) in _NOT_IN_TEXTS.items():
        if characters in item.text:
            yield name, what, do
    if any(line != line.strip() for line in item.text.split("\n")):
        yield name, "a line begins or ends with a space", "Take the space out."
    if has_marks(item.text):
        yield name, "it has a number in square brackets, which is read as the mark of a quote", "Write it without the brackets."
    for text in (item.text, item.title, item.ask, *item.examples, *item.quotes):
        strange = {character for character in text if unicodedata.category(character) in ("Cc", "Cs", "Co") and character != "\n"}
        if strange:
            yield name, f"'{text[:40]}' has a character that cannot be shown ({', '.join(map(ascii, strange))})", "Type it again by hand."
    if item.kind == "topic" and re.search(r"\d", item.text):
        yield (
            name,
            "it has a number; a topic that is not covered states no fact",
            "Say only what was asked about and that it is not covered.",
        )


def _proof(item: Item, around: Surroundings) -> Iterator[Finding]:
    if item.kind == "topic":
        return
    source: Source | None = None
    document = around.documents.get(item.source)
    if document is None:
        yield "Source", f"'{item.source}' is not a document of data/sources", f"Use one of: {', '.join(sorted(around.documents))}."
    elif item.version not in {version.supplied for version in document.versions}:
        days = ", ".join(version.supplied.isoformat() for version in document.versions)
        yield "Source version", f"{item.version or 'nothing'} is no version of '{item.source}'", f"Use one of: {days}."
    else:
        source = document.version(item.version)
    if not item.quotes:
        yield "Quotes", "there is none", "Copy the words of the page that the answer rests on."
    for number, quote in enumerate(item.quotes, start=1):
        try:
            if source:
                source.position(quote)
        except DataError:
            yield "Quotes", f"quote {number} does not stand in the page: '{quote}'", "Copy it from the page to the letter."
    if item.text.strip() and item.quotes:
        for fault in unsupported(item.text, item.supported_by, item.quotes):
            yield "Answer", fault, "Put the number of its quote after each sentence, like [1], or [no fact]; and check the words."


def _days(item: Item) -> Iterator[Finding]:
    if item.kind == "topic":
        return
    for name, day in (("As of", item.as_of), ("Review by", item.review_by)):
        if day is None:
            yield name, "there is no day", "Write a day like 2026-11-22."
    if item.as_of and item.review_by and item.review_by < item.as_of:
        yield "Review by", "it lies before 'As of'", "Choose a later day."
    if item.valid_from and item.valid_to and item.valid_to < item.valid_from:
        yield "Holds to", "it lies before 'Holds from'", "Choose a later day."
    for name, day in (("Holds from", item.valid_from), ("Holds to", item.valid_to)):
        if day and not any(is_stated_in(day, quote) for quote in item.quotes):
            yield name, f"none of the quotes names {day}", "Leave it empty where the page does not name the day."
    if item.version and item.as_of and item.as_of < item.version:
        yield "As of", "it lies before the version of the source", "Choose a later day."


def _examples(item: Item, around: Surroundings, twice: Mapping[str, set[str]]) -> Iterator[Finding]:
    if len(item.examples) < MIN_EXAMPLES:
        yield "Examples", f"there are {len(item.examples)}; {MIN_EXAMPLES} are needed", "Add questions as people would ask them."
    seen: set[str] = set()
    for example in item.examples:
        plain = normal_form(example)
        others = sorted(twice.get(plain, set()) - {item.label})
        if not plain:
            yield "Examples", f"'{example}' has no words", "Take it out."
        elif plain in seen:
            yield "Examples", f"'{example}' stands twice", "Take one of the two out."
        elif others:
            yield "Examples", f"'{example}' also stands at {', '.join(others)}", "Keep it only where it belongs."
        elif plain in around.held_out:
            yield (
                "Examples",
                f"'{example}' is one of the questions that the gate asks",
                "Write it in other words, or the gate proves nothing.",
            )
        if example.startswith("/") or re.search(r"\]\s*[({]", example):
            yield (
                "Examples",
                f"'{example}' has signs that Rasa reads as a command or an entity",
                "Write it without '/' in front and without brackets.",
            )
        if len(example) > MAX_CHARACTERS:
            yield "Examples", f"'{example[:40]} ...' has more than {MAX_CHARACTERS} characters", "Shorten it."
        if example != example.strip() or "\n" in example:
            yield "Examples", f"'{example}' has spaces around it or several lines", "Write it on one line."
        seen.add(plain)


def _examples_that_stand_twice(around: Surroundings) -> dict[str, set[str]]:
    labels: dict[str, set[str]] = defaultdict(set)
    for item in around.items.values():
        for example in item.examples:
            labels[normal_form(example)].add(item.label)
    for plain in labels.keys() & around.elsewhere.keys():
        labels[plain].add(around.elsewhere[plain])
    return {plain: found for plain, found in labels.items() if len(found) > 1}
