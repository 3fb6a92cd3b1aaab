"""The content: approved answers with their evidence, and the topics that the page does not cover.

Each file of ``data/faq/`` and ``data/not_covered/`` is training data that Rasa reads as it stands (``nlu:`` and
``responses:``), with one more part of ours on top (``faq:`` or ``not_covered:``). So a question, its answer, its quotes
and its examples have one home.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rrn.evidence import check_dates_are_stated, cite
from rrn.items import item_of, require_reviewed
from rrn.paths import DATA
from rrn.reply import Citation
from rrn.sources import Document, Source, load_documents
from rrn.tables import SMALL_TALK, file_of, read_reviewed_table
from rrn.yaml_file import DataError, read_yaml, required

#: Fewer examples than this and a topic is not told apart from its neighbours.
MIN_EXAMPLES = 15

#: Beginning of the names of the texts that give a look-up its place among what can be asked.
_OFFERED = "offered_"


@dataclass(frozen=True)
class Answer:
    """An approved answer.

    Attributes:
        id: The answer's id, which is also its file's name.
        title: The question in plain words, used on buttons.
        text: What is said.
        citations: The quotes it rests on.
        related: Ids of the answers that people ask for next.
        offered: Its place among what can be asked; 0 where it is not offered, None where it stands at the end.
        withdrawn_on: Day since which it must not be given any more; its question is still understood. None where it may be given.
    """

    id: str
    title: str
    text: str
    citations: tuple[Citation, ...]
    related: tuple[str, ...] = ()
    withdrawn_on: dt.date | None = None
    offered: int | None = None


@dataclass(frozen=True)
class Topic:
    """A topic on the subject that the page does not cover.

    Attributes:
        text: What is said: it names the topic that was understood.
        ask: Who can usually tell; empty where only the office is named.
    """

    id: str
    text: str
    ask: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that can be said, and the examples that lead to it."""

    answers: dict[str, Answer]
    topics: dict[str, Topic]
    small_talk: dict[str, str]
    texts: dict[str, str]
    examples: dict[str, list[str]]
    documents: dict[str, Document]

    @property
    def sources(self) -> dict[str, Source]:
        """The newest version of every document, by id."""
        return {name: document.newest for name, document in self.documents.items()}

    def title(self, label: str) -> str | None:
        """Returns the plain words for a label of the recogniser, or None where it is no question to offer."""
        family, _, name = label.partition("/")
        if family == "faq":
            return self.answers[name].title
        return self.texts.get(f"title_{label}")

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The labels of everything that can be asked, in the order in which it is offered."""
        places = {f"faq/{answer.id}": answer.offered for answer in self.answers.values() if not answer.withdrawn_on}
        places |= {name.removeprefix(_OFFERED): int(text) for name, text in self.texts.items() if name.startswith(_OFFERED)}
        at_the_end = max((place for place in places.values() if place), default=0) + 1
        order = {label: at_the_end if place is None else place for label, place in places.items() if place != 0}
        return tuple(sorted(order, key=lambda label: (order[label], label)))

    def is_withdrawn(self, label: str) -> bool:
        """Says whether a label is that of an answer that must not be given any more."""
        family, _, name = label.partition("/")
        return family == "faq" and self.answers[name].withdrawn_on is not None

    def label_of_title(self, text: str) -> str | None:
        """Returns the label whose title a text is, so that a pressed button leads where its title says."""
        return self._labels_by_title.get(normal_form(text))

    @cached_property
    def _labels_by_title(self) -> dict[str, str]:
        titles = {normal_form(answer.title): f"faq/{name}" for name, answer in self.answers.items() if name != "handover"}
        for name, text in self.texts.items():
            if name.startswith("title_"):
                titles[normal_form(text)] = name.removeprefix("title_")
        return titles


def normal_form(text: str) -> str:
    """Returns a text in lower case, without punctuation and with single spaces, to compare wordings."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", "")))


def training_examples(folder: Path = DATA) -> dict[str, list[str]]:
    """Returns the training examples of every label, in file order.

    Raises:
        DataError: A file is not what Rasa's NLU format asks for.
    """
    found: dict[str, list[str]] = {}
    for path in training_files(folder):
        for block in read_yaml(path).get("nlu", ()):
            lines = required(block, "examples", path).splitlines()
            found.setdefault(required(block, "intent", path), []).extend(line.removeprefix("- ").strip() for line in lines if line.strip())
    return found


def training_files(folder: Path = DATA) -> list[Path]:
    """Returns the files that hold training examples, sorted, so that training does not depend on the file system."""
    return sorted(path for name in ("faq", "nlu", "not_covered") for path in (folder / name).glob("*.yml"))


def _answer(path: Path, documents: dict[str, Document]) -> Answer:
    content = read_yaml(path)
    entry = required(content, "faq", path)
    name = required(entry, "id", path)
    if name != path.stem:
        raise DataError(f"{path}: the id '{name}' is not the file's name.")
    required(entry, "reviewer", path)
    citations = tuple(cite(quote, entry, documents, str(path)) for quote in required(entry, "quotes", path))
    check_dates_are_stated(entry, citations, str(path))
    title = required(entry, "title", path)
    item = item_of(content, path)
    require_reviewed(item, path)
    return Answer(name, title, item.text, citations, item.related, item.withdrawn_on, item.offered)


def _topic(path: Path) -> Topic:
    content = read_yaml(path)
    entry = required(content, "not_covered", path)
    name = required(entry, "id", path)
    if name != path.stem:
        raise DataError(f"{path}: the id '{name}' is not the file's name.")
    item = item_of(content, path)
    require_reviewed(item, path)
    return Topic(name, item.text, item.ask)


def load_content(folder: Path = DATA) -> Content:
    """Returns the content of a data folder.

    Raises:
        DataError: A part is missing, nobody reviewed it as it stands, or a quote does not stand in its source.
    """
    documents = load_documents(folder / "sources")
    answers = [_answer(path, documents) for path in sorted((folder / "faq").glob("*.yml"))]
    topics = [_topic(path) for path in sorted((folder / "not_covered").glob("*.yml"))]
    texts = read_reviewed_table(folder / "texts.yml").texts
    small_talk = read_reviewed_table(folder / file_of(SMALL_TALK)).replies
    return Content(
        answers={answer.id: answer for answer in answers},
        topics={topic.id: topic for topic in topics},
        small_talk={name: text.format(office=texts["office"]) for name, text in small_talk.items()},
        texts=texts,
        examples=training_examples(folder),
        documents=documents,
    )


@lru_cache(maxsize=1)
def content() -> Content:
    """Returns the project's content, read once."""
    return load_content()


@lru_cache(maxsize=1)
def content_version(folder: Path = DATA) -> str:
    """Returns the version of a data folder, worked out once per process."""
    return version_of(folder)


def version_of(folder: Path) -> str:
    """Returns a short name of a data folder as it stands: the first twelve hex digits of a hash over its files."""
    digest = hashlib.sha256()
    files = [*training_files(folder), *folder.glob("*.yml"), *(folder / "sources").rglob("*.*")]
    for path in sorted(files):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
