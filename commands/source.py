"""``rrn source``: the documents that the assistant answers from, their versions, and what waits for a review."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from commands.days import day
from commands.keeping import for_those_who_run_it, take_step
from rrn.applicability import DecisionTable
from rrn.clock import today
from rrn.content import Content, load_content
from rrn.paths import DATA
from rrn.register import RegisterUnavailableError, opened_register
from rrn.source_change import QuoteChange, RegisterQuote, Resting, change_of, resting_on, rules_on
from rrn.source_store import Confirmation, NewVersion, SourceError, add_version, confirm, read_text
from rrn.sources import Document, load_documents

#: What ``rrn source check`` ends with where something waits for a review.
HELD = 1


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command with its own commands."""
    parser = commands.add_parser("source", help="the documents that are answered from: add a version, see what it changes, confirm")
    own = parser.add_subparsers(dest="source_command", required=True)
    adding = own.add_parser("add", help="add a version of a document and show what it changes")
    adding.add_argument("file", type=Path, help="the text as supplied, UTF-8; it is kept byte for byte")
    adding.add_argument("--id", required=True, help="the document, for example rrn-page")
    adding.add_argument("--supplied", type=day, default=None, help="the day on which it was supplied (default: today)")
    adding.add_argument("--title", default="", help="the document's title, where it is new or changed")
    adding.add_argument("--url", default="", help="its address, where it is new or changed")
    adding.add_argument("--by", default="", help="who adds it: a name or a role")
    own.add_parser("list", help="list the documents and their versions")
    showing = own.add_parser("show", help="show what rests on a document, and what the newest version changes")
    showing.add_argument("id")
    showing.add_argument("--text", type=day, metavar="DATE", help="print the text of a version instead")
    own.add_parser("check", help="prove hashes and quotes, list what is held; ends with 1 where something is held")
    confirming = own.add_parser("confirm", help="say that an answer, a statement or 'not_covered' was looked at and stands")
    confirming.add_argument("names", nargs="+", metavar="NAME", help="as 'rrn source show' lists them: faq/contact, statement/not_schools")
    confirming.add_argument("--by", required=True, help="who looked at it, as a role")
    confirming.add_argument("--review-by", type=day, help="when to look at it again (default: as long from today as before)")
    confirming.add_argument("--id", default="", help="the document; needed for 'not_covered' where there are several")


def run(arguments: argparse.Namespace) -> int:
    """Runs one of the commands; returns what the process ends with.

    Raises:
        SourceError: A version cannot be added or confirmed.
        DataError: The content is not sound.
    """
    if arguments.source_command == "add":
        return _add(arguments)
    if arguments.source_command == "list":
        return _list()
    if arguments.source_command == "show":
        return _show(arguments)
    if arguments.source_command == "check":
        return _check()
    return _confirm(arguments)


def _everything(data: Path = DATA) -> tuple[Content, DecisionTable, list[RegisterQuote]]:
    known = load_content(data)
    return known, DecisionTable(data / "settings.yml", known.documents), _register_quotes()


def _register_quotes() -> list[RegisterQuote]:
    try:
        entries = [(match.provider, entry) for match in opened_register().entries() for entry in match.history]
    except RegisterUnavailableError:
        print("The register of providers does not answer, so its entries are left out here.", file=sys.stderr)
        return []
    return [RegisterQuote(provider, entry.status, entry.as_of, entry.source, entry.quote) for provider, entry in entries]


def _add(arguments: argparse.Namespace) -> int:
    raw = read_text(arguments.file)
    new = NewVersion(arguments.id, raw, arguments.supplied or today(), arguments.title, arguments.url)

    def add(data: Path) -> tuple[str, ...]:
        add_version(new, data)
        return (f"{new.id}: the version of {new.supplied} was added.",)

    release = take_step("source", arguments.by, add)
    documents = load_documents(release.data / "sources")
    added = documents[new.id].newest
    print(f"Added: {added.id}, version of {added.supplied}, {len(raw)} bytes, sha256 {added.sha256}. This is release {release.version}.")
    known, table, register = _everything(release.data)
    resting = resting_on(known.documents[added.id], known, table, register)
    if not resting:
        print("Nothing rests on it yet.")
        return 0
    _print_changes(known.documents[added.id], resting, table)
    print(
        f"\nThese are held for review: the assistant goes on answering from the version they name, and says that the one of "
        f"{added.supplied} has not been reviewed yet.\nLook at each. Where it stands as it is: rrn source confirm NAME --by ROLE. "
        "Where it must change, change the answer and its quotes: rrn content edit NAME.\n" + for_those_who_run_it()
    )
    return 0


def _list() -> int:
    for document in load_documents().values():
        print(f"{document.id}: {document.newest.title}\n  {document.newest.url}")
        for version in document.versions:
            print(f"  {version.supplied}  sha256 {version.sha256}  {len(version.text.encode())} bytes")
    return 0


def _document(name: str, documents: dict[str, Document]) -> Document:
    if name not in documents:
        raise SourceError(f"There is no source '{name}'; there is: {', '.join(sorted(documents))}.")
    return documents[name]


def _show(arguments: argparse.Namespace) -> int:
    known, table, register = _everything()
    document = _document(arguments.id, known.documents)
    if arguments.text:
        sys.stdout.write(document.version(arguments.text).text)
        return 0
    print(f"{document.id}: {document.newest.title}\n  {document.newest.url}")
    resting = resting_on(document, known, table, register)
    for version in document.versions:
        on_it = [each.name for each in resting if each.version == version.supplied]
        print(f"\nVersion of {version.supplied}, sha256 {version.sha256}\n  reviewed against it: {', '.join(on_it) or 'nothing'}")
    held = [each for each in resting if each.version < document.newest.supplied]
    if held:
        _print_changes(document, held, table)
    return 0


def _print_changes(document: Document, resting: list[Resting], table: DecisionTable) -> None:
    changes: dict[str, tuple[QuoteChange, list[str]]] = {}
    held = [each for each in resting if each.version < document.newest.supplied]
    for each in held:
        for quote in each.quotes:
            change, on_it = changes.setdefault(quote, (change_of(quote, document.version(each.version), document.newest), []))
            on_it.append(each.name)
    print(f"\nThe quotes in the version of {document.newest.supplied}:")
    for fate, words in (("gone", "IS GONE"), ("moved", "stands on another line"), ("stands", "still stands")):
        for change, on_it in changes.values():
            if change.fate == fate:
                print(f"- {words}: “{change.quote}”\n    {_where(change)}\n    rests on it: {', '.join(on_it)}")
    gone = {quote for quote, (change, _) in changes.items() if change.fate == "gone"}
    print("\nWhat rests on them:")
    for each in held:
        rules = rules_on(each.name.partition("/")[2], table) if each.name.startswith("statement/") else []
        todo = "must change" if gone & set(each.quotes) else "can be confirmed"
        if each.name.startswith("register/"):
            todo = "bring the register up to date"
        named = f"; rules {', '.join(rules)}" if rules else ""
        print(f"- {each.name} ({todo}{named}): {each.title}")


def _where(change: QuoteChange) -> str:
    if change.fate == "stands":
        return f"line {change.was}"
    if change.fate == "moved":
        return f"line {change.was} before, line {change.now} now"
    if change.lead:
        return f"line {change.was} before; most like it now ({change.likeness} of 100): “{change.lead}”"
    return f"line {change.was} before; nothing in the new text is like it"


def _check() -> int:
    known, table, register = _everything()
    held = 0
    for document in known.documents.values():
        resting = resting_on(document, known, table, register)
        waiting = [each for each in resting if each.version < document.newest.supplied]
        quotes = len({quote for each in resting for quote in each.quotes})
        print(f"{document.id}: {len(document.versions)} version(s) with their hashes, {quotes} quotes verbatim in the version they name.")
        for each in waiting:
            print(f"  held: {each.name}, reviewed against {each.version}; the newest version is of {document.newest.supplied}")
        held += len(waiting)
    return HELD if held else 0


def _confirm(arguments: argparse.Namespace) -> int:
    def change(data: Path) -> tuple[str, ...]:
        document, names = _confirmed(arguments, data)
        return tuple(f"{name}: confirmed against the version of {document.newest.supplied}." for name in names)

    release = take_step("confirm", arguments.by, change)
    print("\n".join(release.changes))
    print(f"This is release {release.version}. {for_those_who_run_it()}")
    return 0


def _confirmed(arguments: argparse.Namespace, data: Path) -> tuple[Document, list[str]]:
    """Confirms in a content folder what was named; returns the document that it rests on, and the names in full."""
    known, table, register = _everything(data)
    citations = {f"faq/{answer.id}": answer.citations[0] for answer in known.answers.values()}
    citations |= {f"statement/{statement.id}": statement.citation for statement in table.statements.values()}
    resting = [
        (document, each)
        for document in known.documents.values()
        if arguments.id in ("", document.id)
        for each in resting_on(document, known, table, register)
    ]
    chosen = [_named(name, resting) for name in dict.fromkeys(arguments.names)]
    documents = {document.id: document for document, _ in chosen}
    if len(documents) > 1:
        raise SourceError(f"These rest on several documents ({', '.join(documents)}); confirm them one document at a time.")
    (document,) = documents.values()
    confirm([each for _, each in chosen], Confirmation(arguments.by, document.newest, arguments.review_by), citations, data)
    return document, [each.name for _, each in chosen]


def _named(name: str, resting: list[tuple[Document, Resting]]) -> tuple[Document, Resting]:
    found = [(document, each) for document, each in resting if name in (each.name, each.name.partition("/")[2])]
    if not found:
        raise SourceError(f"Nothing called '{name}' rests on a source. 'rrn source show ID' lists what does.")
    if len(found) > 1:
        raise SourceError(f"'{name}' can mean {' or '.join(each.name for _, each in found)}. Name one of them. Nothing was confirmed.")
    return found[0]
