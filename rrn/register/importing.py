"""Brings a file of providers into the register: all of it or nothing, with what changed, who did it and when."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.engine import Connection, Engine

from rrn.register import tables
from rrn.register.database import in_batches, insert_many, next_id, writing
from rrn.register.history import StatusEntry, in_order, overlap
from rrn.register.names import exact_form, name_key, trading_names
from rrn.register.problems import ImportRefusedError, Problem
from rrn.register.rows import ProviderRecord, overlap_text, problem_of_name, read_providers
from rrn.register.terms import add_to_index, take_from_index
from rrn.yaml_file import DataError

#: From so many changed providers on, the engine's statistics are made anew.
_MANY = 100

#: A name as it stands in the register: its text and ``name``, ``alias`` or ``trading``.
Name = tuple[str, str]


@dataclass
class Difference:
    """What a file changes of one provider."""

    name: str
    new: bool
    added: list[StatusEntry] = field(default_factory=list)
    taken_out: list[StatusEntry] = field(default_factory=list)
    names_added: list[Name] = field(default_factory=list)
    names_taken_out: list[Name] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Says whether nothing changes."""
        return not (self.new or self.added or self.taken_out or self.names_added or self.names_taken_out)


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do.

    Attributes:
        change: Number of the change; None where nothing was written.
        differences: What changed, provider by provider.
        unchanged: How many providers of the file are in the register as they stand there.
    """

    change: int | None
    differences: tuple[Difference, ...]
    unchanged: int


@dataclass
class _Held:
    """A provider as the register holds it, with the ids of its rows."""

    id: int
    names: dict[Name, int] = field(default_factory=dict)
    statuses: dict[StatusEntry, int] = field(default_factory=dict)


def import_file(
    engine: Engine,
    path: Path,
    by: str,
    *,
    reason: str = "",
    corrections: bool = False,
    dry_run: bool = False,
    only_if_empty: bool = False,
    action: str = "import",
    at: dt.datetime | None = None,
) -> ImportResult:
    """Brings a CSV or xlsx file into the register.

    The file says all about each provider that it names: its aliases and its whole history. A provider that it does not name
    stays as it is.

    Args:
        engine: The register's database.
        path: The file.
        by: Who does it; kept in the audit trail.
        reason: Why; kept there too.
        corrections: Whether statuses that the file leaves out are taken out; without it such a file is refused.
        dry_run: Whether to say only what would change.
        only_if_empty: Whether to do nothing where the register has a provider.
        action: What the audit trail calls it.
        at: When, in UTC; by default now.

    Raises:
        ImportRefusedError: The file is not sound, or does not agree with the register; nothing was written.
        RegisterUnavailableError: The database does not answer.
    """
    records = read_providers(path)
    with writing(engine) as connection:
        if only_if_empty and connection.execute(select(tables.providers.c.id).limit(1)).first():
            return ImportResult(None, (), 0)
        held = _held(connection, records)
        differences = [_difference(record, held.get(record.name)) for record in records]
        problems = _problems(connection, path.name, records, held, differences, corrections)
        if problems:
            raise ImportRefusedError(problems)
        changed = [each for each in differences if not each.is_empty]
        change = None
        if changed and not dry_run:
            moment = at or dt.datetime.now(dt.UTC).replace(tzinfo=None)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            change = write_change(connection, moment, by, action, path.name, digest, reason)
            _write(connection, change, changed, held)
    return ImportResult(change, tuple(changed), len(records) - len(changed))


def write_change(connection: Connection, at: dt.datetime, by: str, action: str, file: str = "", sha256: str = "", reason: str = "") -> int:
    """Writes down who changes the register and returns the number of the change."""
    change = next_id(connection, tables.changes)
    values = {"id": change, "at": at, "by": by[:100], "action": action, "file": file[:300], "sha256": sha256, "reason": reason[:500]}
    connection.execute(tables.changes.insert().values(values))
    return change


def _held(connection: Connection, records: Iterable[ProviderRecord]) -> dict[str, _Held]:
    found: dict[int, _Held] = {}
    by_name: dict[str, _Held] = {}
    table, names, statuses = tables.providers, tables.names, tables.statuses
    if connection.execute(select(table.c.id).limit(1)).first() is None:
        return {}
    for batch in in_batches(record.name for record in records):
        for row in connection.execute(select(table.c.id, table.c.name).where(table.c.name.in_(batch))):
            found[row.id] = by_name[row.name] = _Held(row.id)
    for batch in in_batches(found):
        for row in connection.execute(select(names).where(names.c.provider_id.in_(batch), names.c.removed_in.is_(None))):
            found[row.provider_id].names[row.text, row.kind] = row.id
        for row in connection.execute(select(statuses).where(statuses.c.provider_id.in_(batch), statuses.c.removed_in.is_(None))):
            entry = StatusEntry(row.status, row.valid_from, row.valid_to, row.as_of, row.review_by, row.source, row.quote)
            found[row.provider_id].statuses[entry] = row.id
    return by_name


def _names(record: ProviderRecord) -> dict[Name, None]:
    own = [(record.name, "name"), *((alias, "alias") for alias in record.aliases)]
    trading = [(part, "trading") for text, _ in own for part in trading_names(text)]
    if not trading:
        return dict.fromkeys(own)
    taken = {name_key(text) for text, _ in own}
    return dict.fromkeys([*own, *(each for each in trading if name_key(each[0]) and name_key(each[0]) not in taken)])


def _difference(record: ProviderRecord, held: _Held | None) -> Difference:
    names, statuses = _names(record), record.statuses
    had_names, had = (held.names, held.statuses) if held else ({}, {})
    return Difference(
        record.name,
        not had_names,
        added=[entry for entry in statuses if entry not in had],
        taken_out=[entry for entry in had if entry not in statuses],
        names_added=[name for name in names if name not in had_names],
        names_taken_out=[name for name in had_names if name not in names],
    )


def _problems(
    connection: Connection,
    file: str,
    records: Sequence[ProviderRecord],
    held: dict[str, _Held],
    differences: Sequence[Difference],
    corrections: bool,
) -> list[Problem]:
    problems = []
    for record, difference in zip(records, differences, strict=True):
        starts = {(entry.status, entry.valid_from) for entry in record.statuses}
        lost = [entry for entry in difference.taken_out if (entry.status, entry.valid_from) not in starts]
        if not corrections and lost:
            together = overlap(in_order([*record.statuses, *lost]))
            what = f"leaves out a status of {record.name!r} that the register has: {_described(lost[0])}. "
            if together:
                what += overlap_text(record.name, together, "one of the register") + " "
            what += "Add that row again (an export has it), or use --corrections if it was wrong."
            problems.append(Problem(file, record.row, "status", what))
    problems += _spelt_otherwise(connection, file, [record for record in records if record.name not in held])
    problems += _names_of_others(connection, file, records, differences)
    return sorted(problems, key=lambda each: each.row)


def _described(entry: StatusEntry) -> str:
    first = f"from {entry.valid_from}" if entry.valid_from else "without 'from'"
    return f"{entry.status} {first}{f' to {entry.valid_to}' if entry.valid_to else ''}, as of {entry.as_of}"


def _spelt_otherwise(connection: Connection, file: str, new: Sequence[ProviderRecord]) -> list[Problem]:
    """Returns the new names that differ from a name of the register only in capitals or spaces."""
    table = tables.names
    if not new or connection.execute(select(table.c.id).limit(1)).first() is None:
        return []
    by_key: dict[str, list[ProviderRecord]] = defaultdict(list)
    for record in new:
        by_key[name_key(record.name)].append(record)
    problems = []
    for batch in in_batches(by_key):
        query = select(table.c.key, table.c.text).where(table.c.key.in_(batch), table.c.kind == "name", table.c.removed_in.is_(None))
        for row in connection.execute(query):
            for record in by_key[row.key]:
                if exact_form(record.name) == exact_form(row.text):
                    what = f"is {record.name!r}; the register writes it {row.text!r}. Write it the same way."
                    problems.append(Problem(file, record.row, "provider", what))
    return problems


def _names_of_others(
    connection: Connection, file: str, records: Sequence[ProviderRecord], differences: Sequence[Difference]
) -> list[Problem]:
    """Returns the new aliases that are the name of another provider of the register."""
    table = tables.names
    wanted: dict[str, list[ProviderRecord]] = defaultdict(list)
    for record, difference in zip(records, differences, strict=True):
        for alias, kind in difference.names_added:
            if kind == "alias":
                wanted[alias].append(record)
    problems = []
    for batch in in_batches(wanted):
        query = select(table.c.text).where(table.c.text.in_(batch), table.c.kind == "name", table.c.removed_in.is_(None))
        for name in connection.execute(query).scalars():
            for record in wanted[name]:
                what = (
                    f"has {name!r}, which is the name of another provider of the register. Leave it out; or, where that provider is called "
                    f"{record.name!r} now: rrn providers rename {name!r} {record.name!r}"
                )
                problems.append(Problem(file, record.row, "aliases", what))
    return problems


def rename(engine: Engine, old: str, new: str, by: str, reason: str = "", at: dt.datetime | None = None) -> None:
    """Gives a provider another name. The old one stays as an alias, and the statuses and their history stay as they are.

    Raises:
        DataError: The register has no provider of the old name, or has or had one of the new name, or the new one is no name.
        RegisterUnavailableError: The database does not answer.
    """
    wrong = problem_of_name(new)
    if wrong:
        raise DataError(f"The new name {wrong}")
    table = tables.providers
    with writing(engine) as connection:
        held = _held(connection, [ProviderRecord(old, 0)]).get(old)
        if held is None or not held.names:
            raise DataError(f"{old!r} is not in this register. Give the name exactly as 'rrn providers list' shows it.")
        if connection.execute(select(table.c.id).where(table.c.name == new)).first():
            raise DataError(f"The register has or had another provider called {new!r}. 'rrn providers history' shows it.")
        aliases = {text: None for text, kind in held.names if kind == "alias" and text != new} | {old: None}
        difference = _difference(ProviderRecord(new, 0, aliases, [(0, entry) for entry in held.statuses]), held)
        change = write_change(connection, at or dt.datetime.now(dt.UTC).replace(tzinfo=None), by, "rename", reason=reason)
        connection.execute(table.update().where(table.c.id == held.id).values(name=new))
        _write(connection, change, [difference], {new: held})


def _write(connection: Connection, change: int, differences: Sequence[Difference], held: dict[str, _Held]) -> None:
    names_out = [held[each.name].names[name] for each in differences for name in each.names_taken_out]
    statuses_out = [held[each.name].statuses[entry] for each in differences for entry in each.taken_out]
    take_out(connection, change, names_out, statuses_out)
    first = next_id(connection, tables.providers)
    ids = {name: provider.id for name, provider in held.items()}
    ids |= {name: first + place for place, name in enumerate(each.name for each in differences if each.name not in held)}
    insert_many(connection, tables.providers, ("id", "name"), ((number, name) for name, number in ids.items() if name not in held))
    first = next_id(connection, tables.names)
    added = [(ids[each.name], text, kind) for each in differences for text, kind in each.names_added]
    named = [(first + place, provider_id, name_key(text), kind, text, change) for place, (provider_id, text, kind) in enumerate(added)]
    insert_many(connection, tables.names, ("id", "provider_id", "key", "kind", "text", "added_in"), named)
    add_to_index(connection, [(name_id, key) for name_id, _, key, *_ in named])
    first = next_id(connection, tables.statuses)
    entries = [(ids[each.name], entry) for each in differences for entry in each.added]
    columns = ("id", "provider_id", "status", "valid_from", "valid_to", "as_of", "review_by", "source", "quote", "added_in")
    rows = ((first + place, number, *_stored(entry), change) for place, (number, entry) in enumerate(entries))
    insert_many(connection, tables.statuses, columns, rows)
    if len(differences) >= _MANY:
        for table in tables.metadata.sorted_tables:
            connection.execute(text(f"ANALYZE {table.name}"))  # so that the engine knows which index to use


def _stored(entry: StatusEntry) -> Iterator[str | None]:
    return (value.isoformat() if isinstance(value, dt.date) else value for value in vars(entry).values())


def take_out(connection: Connection, change: int, name_ids: Sequence[int], status_ids: Sequence[int]) -> None:
    """Takes names and statuses out of the register by a change; their rows stay for the history."""
    for table, ids in ((tables.names, name_ids), (tables.statuses, status_ids)):
        for batch in in_batches(ids):
            connection.execute(table.update().where(table.c.id.in_(batch)).values(removed_in=change))
    take_from_index(connection, name_ids)
