"""The evidence of a statement: its quote, the version of the source that it was reviewed against, and its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rrn.reply import Citation
from rrn.sources import Document, Source
from rrn.validity import is_stated_in
from rrn.yaml_file import DataError, required


def cite(quote: str, entry: Mapping[str, Any], documents: Mapping[str, Document], where: str) -> Citation:
    """Returns a quote with its evidence, checked against the version of the source that the entry names.

    Args:
        quote: The words of the source.
        entry: Gives ``source``, ``version``, ``as_of``, ``review_by``, where it was written down ``reviewed_on`` and, where the page
            names such a day, ``valid_from`` and ``valid_to``. A day that the quote does not name belongs to another quote of the entry.
        documents: The documents by id.
        where: The file and the statement, for messages.

    Raises:
        DataError: A field is missing or wrong, or the quote does not stand in that version verbatim.
    """
    fields = dict(entry)
    document = documents.get(required(fields, "source", Path(where)))
    if document is None:
        raise DataError(f"{where}: the source '{entry['source']}' is not in data/sources/.")
    version, as_of, review_by = (_day(fields, name, where) for name in ("version", "as_of", "review_by"))
    if not version <= as_of <= review_by:
        raise DataError(f"{where}: 'version' ({version}), 'as_of' ({as_of}) and 'review_by' ({review_by}) must follow each other in time.")
    try:
        source = document.version(version)
        source.position(quote)
    except DataError as error:
        raise DataError(f"{where}: {error}") from error
    start, end, reviewed = (_day(fields, name, where) if fields.get(name) else None for name in ("valid_from", "valid_to", "reviewed_on"))
    return replace(
        _citation(quote, document, source, as_of, review_by),
        reviewed_on=reviewed,
        valid_from=start if start and is_stated_in(start, quote) else None,
        valid_to=end if end and is_stated_in(end, quote) else None,
    )


def cite_entry(quote: str, as_of: dt.date, review_by: dt.date, document: Document) -> Citation | None:
    """Returns the quote that an entry of the register rests on, from the version of the document that was the newest on its day.

    None where the quote stands in no version of that day or before.
    """
    for source in reversed(document.versions):
        if source.supplied <= as_of and quote and quote in source.text:
            return _citation(quote, document, source, as_of, review_by)
    return None


def _citation(quote: str, document: Document, source: Source, as_of: dt.date, review_by: dt.date) -> Citation:
    newer = document.after(source.supplied)
    return Citation(source.id, source.title, source.url, quote, as_of, review_by, source.supplied, source.sha256, newer)


def check_dates_are_stated(entry: Mapping[str, Any], citations: tuple[Citation, ...], where: str) -> None:
    """Checks that the days an entry holds from and to are named by one of its quotes.

    Raises:
        DataError: A day is named by none of them: only the page says since when something holds.
    """
    for name in ("valid_from", "valid_to"):
        if entry.get(name) and not any(getattr(citation, name) for citation in citations):
            raise DataError(f"{where}: '{name}' is {entry[name]}, but none of its quotes names that day.")


def _day(entry: dict[str, Any], name: str, where: str) -> dt.date:
    value = required(entry, name, Path(where))
    if not isinstance(value, dt.date):
        raise DataError(f"{where}: '{name}' must be a day like 2026-11-22, not {value!r}.")
    return value
