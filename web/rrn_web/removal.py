"""``python -m rrn_web.removal``: takes conversations out of the inbox, for ``rrn erase`` and ``rrn purge``; prints JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys

from rrn_privacy.overwriting import overwrite
from sqlalchemy import ColumnElement, Engine, delete, func, select

from rrn_web.identity import client_person, hashed, intranet_person, random_uuid
from rrn_web.inbox_command import run
from rrn_web.inbox_tables import conversations, feedback, messages, metadata
from rrn_web.settings import Settings, SettingsError

#: How many rows of each kind went, or would go.
Counts = dict[str, int]


def people(settings: Settings, name: str) -> list[str]:
    """Returns whom a name may mean: somebody of the intranet, or a standard client with its own random UUID.

    Raises:
        SettingsError: It can mean nobody, since no intranet is set.
    """
    secret = random_uuid(name)
    found = [intranet_person(settings.intranet.issuer, name)] if settings.intranet else []
    found += [client_person(secret)] if secret else []
    if not found:
        raise SettingsError("No intranet is set, so nobody can be found by the name. Set RRN_INTRANET_... as for the front.")
    return found


def of_person(engine: Engine, settings: Settings, name: str) -> list[str]:
    """Returns the conversations of a person.

    Raises:
        SettingsError: No intranet is set.
    """
    column = conversations.c.person
    mine = column.in_([hashed(person, settings.person_secret) for person in people(settings, name)])
    with engine.connect() as connection:
        return list(connection.execute(select(conversations.c.id).where(mine)).scalars())


def erase(engine: Engine, names: list[str], dry_run: bool) -> Counts:
    """Takes out conversations with their messages and what was thought of the answers."""
    columns = (feedback.c.conversation, messages.c.conversation, conversations.c.id)
    return _remove(engine, [column.in_(names) for column in columns], dry_run)


def purge(engine: Engine, before: dt.datetime, dry_run: bool) -> Counts:
    """Takes out the messages before a moment, what was thought of their answers, and the conversations that have no other."""
    old = messages.c.at < before
    of_message = (messages.c.conversation == feedback.c.conversation) & (messages.c.turn == feedback.c.turn)
    opinions = select(messages.c.id).where(of_message, old).exists()
    younger = select(messages.c.id).where(messages.c.conversation == conversations.c.id, ~old).exists()
    return _remove(engine, [opinions, old, (conversations.c.started_at < before) & ~younger], dry_run)


def _remove(engine: Engine, conditions: list[ColumnElement[bool]], dry_run: bool) -> Counts:
    """Takes out what meets the conditions on opinions, messages and conversations, in this order."""
    places = {"opinions": feedback, "messages": messages, "conversations": conversations}
    counts = {}
    with engine.begin() as connection:
        for (what, table), condition in zip(places.items(), conditions, strict=True):
            counts[what] = int(connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())
            if not dry_run:
                connection.execute(delete(table).where(condition))
    return counts


def main(given: list[str]) -> int:
    """Runs the command; 2 where it cannot be done, with a sentence on standard error."""
    parser = argparse.ArgumentParser(prog="rrn_web.removal")
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("find").add_argument("person")
    erasing, purging = what.add_parser("erase"), what.add_parser("purge")
    erasing.add_argument("conversations", nargs="*")
    purging.add_argument("before", type=dt.datetime.fromisoformat, help="the moment, in UTC")
    for each in (erasing, purging):
        each.add_argument("--dry-run", action="store_true")
        each.add_argument("--at-once", action="store_true")
    arguments = parser.parse_args(given)
    return run(lambda engine, settings: _carry_out(arguments, engine, settings))


def _carry_out(arguments: argparse.Namespace, engine: Engine, settings: Settings) -> None:
    done: object
    if arguments.what == "find":
        done = of_person(engine, settings, arguments.person)
    else:
        if arguments.what == "erase":
            done = erase(engine, arguments.conversations, arguments.dry_run)
        else:
            done = purge(engine, arguments.before.replace(tzinfo=dt.UTC), arguments.dry_run)
        if not arguments.dry_run:
            overwrite(engine, list(metadata.tables), at_once=arguments.at_once)
    print(json.dumps({"place": engine.url.render_as_string(hide_password=True), "done": done}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
