"""``rrn providers``: the register of training providers, for the people who keep it."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterable, Sequence
from pathlib import Path

from rrn.register import Match, Register, StatusEntry
from rrn.register.audit import utc_text
from rrn.register.importing import Difference, ImportResult
from rrn.reply import british_date
from rrn.yaml_file import DataError

#: Changed providers that an import prints one by one; the audit trail has all.
SHOWN = 20


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``rrn providers`` to the command line."""
    parser = commands.add_parser("providers", help="the register of training providers: import, export, look up")
    steps = parser.add_subparsers(dest="step", required=True)
    step = steps.add_parser("import", help="bring a CSV or xlsx file into the register, all of it or nothing")
    step.add_argument("file", type=Path)
    step.add_argument("--by", default=getpass.getuser(), help="who does it, for the audit trail (default: the login name)")
    step.add_argument("--reason", default="", help="why, for the audit trail")
    step.add_argument("--dry-run", action="store_true", help="check the file and say what would change; write nothing")
    step.add_argument("--corrections", action="store_true", help="take out statuses that the file leaves out")
    step = steps.add_parser("export", help="write the register to a CSV or xlsx file that can be imported again")
    step.add_argument("file", type=Path)
    for name, what in (
        ("show", "what the register has on a provider"),
        ("history", "all statuses, also those taken out, and who entered them"),
    ):
        step = steps.add_parser(name, help=what)
        step.add_argument("name", nargs="+", help="the provider's name, or nearly")
    step = steps.add_parser("list", help="the providers by name")
    step.add_argument("--limit", type=int, default=50, help="how many (default: 50)")
    step = steps.add_parser("audit", help="the latest changes: who, when, from which file; with a number, what that change did")
    step.add_argument("change", type=int, nargs="?")
    step = steps.add_parser("remove", help="take a provider out that was entered by mistake; its history is kept")
    step.add_argument("name", nargs="+", help="the name, exactly as the register writes it")
    step.add_argument("--by", default=getpass.getuser(), help="who does it (default: the login name)")
    step.add_argument("--reason", required=True, help="why")
    step = steps.add_parser("rename", help="give a provider another name; the old one stays as an alias, the history as it is")
    step.add_argument("name", help="the name, exactly as the register writes it")
    step.add_argument("new", help="the new name")
    step.add_argument("--by", default=getpass.getuser(), help="who does it (default: the login name)")
    step.add_argument("--reason", required=True, help="why")
    steps.add_parser("migrate", help="bring the register's tables up to date; the assistant also does so when it starts")


def providers(arguments: argparse.Namespace) -> None:
    """Does one step of ``rrn providers``.

    Raises:
        DataError: A file is not sound, or a provider is not in the register.
        NewerRegisterError: A newer version of the assistant made the register's tables.
        RegisterUnavailableError: The register's database does not answer.
    """
    register = Register()
    if arguments.step == "migrate":
        before, now = register.migrate()
        print(f"The register's tables are at revision {now}" + (f" (before: {before or 'none'})." if before != now else ", as they were."))
        return
    register.seed()
    if arguments.step == "import":
        _import(register, arguments)
    elif arguments.step == "export":
        print(f"Wrote {_counted(register.export_file(arguments.file), 'provider')} to {arguments.file}.")
    elif arguments.step == "list":
        _list(register, arguments.limit)
    elif arguments.step == "audit":
        _audit(register, arguments.change)
    elif arguments.step == "remove":
        _remove(register, " ".join(arguments.name), arguments.by, arguments.reason)
    elif arguments.step == "rename":
        register.rename(arguments.name, arguments.new, arguments.by, arguments.reason)
        print(f"{arguments.name} is called {arguments.new} now. The old name stays as an alias.")
    elif arguments.step == "show":
        _show(register, _named(register, " ".join(arguments.name)))
    else:
        name = " ".join(arguments.name)
        _history(register.written(name) or _named(register, name))


def _import(register: Register, arguments: argparse.Namespace) -> None:
    result = register.import_file(
        arguments.file, arguments.by, reason=arguments.reason, corrections=arguments.corrections, dry_run=arguments.dry_run
    )
    for difference in result.differences[:SHOWN]:
        for line in _lines(difference):
            print(line)
    if len(result.differences) > SHOWN:
        print(f"... and {_counted(len(result.differences) - SHOWN, 'provider')} more.")
    print(_summary(result, arguments.dry_run))


def _summary(result: ImportResult, dry_run: bool) -> str:
    changed = _counted(len(result.differences), "provider")
    kept = f"{_counted(result.unchanged, 'provider')} of the file unchanged"
    if not result.differences:
        return f"Nothing to change; {kept}."
    if dry_run:
        return f"The file is sound. It would change {changed}; {kept}. Nothing was written."
    return f"Changed {changed}; {kept}. This is change {result.change} of the audit trail."


def _lines(difference: Difference) -> Iterable[str]:
    yield f"{difference.name}{' (new)' if difference.new else ''}"
    for sign, entries in (("-", difference.taken_out), ("+", difference.added)):
        yield from (f"  {sign} {_entry(entry)}" for entry in entries)
    for sign, names in (("-", difference.names_taken_out), ("+", difference.names_added)):
        yield from (f"  {sign} also known as {text}" for text, kind in names if kind == "alias")


def _entry(entry: StatusEntry) -> str:
    first = british_date(entry.valid_from) if entry.valid_from else "start not known"
    last = british_date(entry.valid_to) if entry.valid_to else "no end known"
    known = f"as of {british_date(entry.as_of)}, review by {british_date(entry.review_by)}"
    return f"{entry.status}, {first} to {last} ({known}; source: {entry.source})"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _named(register: Register, name: str) -> Match:
    found = register.find(name)
    if not found:
        raise DataError(f"{name!r} is not in this register. 'rrn providers list' shows who is.")
    if len(found) > 1 or not found[0].sure:
        raise DataError(f"{name!r} is not one name of this register. Did you mean: {'; '.join(match.provider for match in found)}?")
    return found[0]


def _show(register: Register, match: Match) -> None:
    print(match.provider)
    aliases = register.aliases(match.provider)
    if aliases:
        print(f"  also known as: {'; '.join(aliases)}")
    current = match.current
    print(f"  today: {_entry(current) if current else 'the register has no status for today'}")
    for entry in match.history:
        if entry is not current:
            print(f"  other: {_entry(entry)}")


def _history(match: Match) -> None:
    rows: list[tuple[str, ...]] = [("status", "from", "to", "as of", "source", "entered", "taken out")]
    for held in match.held:
        entry = held.entry
        changes = [f"{utc_text(change.at)} by {change.by}" if change else "" for change in (held.entered, held.taken_out)]
        days = [day.isoformat() if day else "" for day in (entry.valid_from, entry.valid_to, entry.as_of)]
        rows.append((entry.status, *days, entry.source, *changes))
    print(match.provider)
    _print_table(rows)


def _list(register: Register, limit: int) -> None:
    entries = register.entries(limit)
    rows = [("provider", "status", "as of")]
    for match in entries:
        current = match.current
        rows.append((match.provider, current.status if current else "none for today", current.as_of.isoformat() if current else ""))
    _print_table(rows)
    if register.size() > len(entries):
        print(f"... and {register.size() - len(entries):,} more; --limit shows more of them.")


def _audit(register: Register, number: int | None) -> None:
    if number is not None:
        done = register.changed_by(number)
        if not done:
            raise DataError(f"There is no change {number} in the audit trail, or it changed nothing that is listed.")
        for each in done:
            print(f"{each.provider}: {each.did} {_entry(each.entry) if each.entry else f'the name {each.name}'}")
        return
    rows = [("change", "when", "by", "what", "file", "statuses +/-", "names +/-", "reason")]
    for summary in register.changes():
        change = summary.change
        statuses = f"{summary.statuses_added}/{summary.statuses_taken_out}"
        names = f"{summary.names_added}/{summary.names_taken_out}"
        rows.append((str(change.id), utc_text(change.at), change.by, change.action, change.file, statuses, names, change.reason))
    _print_table(rows)


def _remove(register: Register, name: str, by: str, reason: str) -> None:
    if not register.remove(name, by, reason):
        raise DataError(f"{name!r} is not in this register. Give the name exactly as 'rrn providers list' shows it.")
    print(f"Took {name} out of the register. Its history is kept.")


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
