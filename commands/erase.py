"""``rrn erase`` and ``rrn purge``: take conversations out of every place that keeps them, and say what went where.

The places are the record, the conversations of Rasa and the inbox of the front. The inbox comes last: it alone knows whose a
conversation is, so that a command that was cut short finds the rest when it is run again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import make_url

from commands.inbox import ask_inbox
from commands.record import opened_record
from rrn.record.settings import record_url
from serving.conversation_engine import conversations_url
from serving.conversation_removal import StoredConversations


@dataclass(frozen=True)
class _Place:
    """A place in a database of ours: what it keeps, where, and how that is taken out (in a dry run: counted) and overwritten."""

    keeps: str
    url: str
    remove: Callable[[bool], int]
    overwrite: Callable[[bool], None]


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds both commands to the command line."""
    erasing = commands.add_parser("erase", help="take a conversation, or all of a person, out of every place that keeps it")
    whose = erasing.add_mutually_exclusive_group(required=True)
    whose.add_argument("conversation", nargs="?", help="the conversation's id")
    whose.add_argument("--person", metavar="ID", help="who is signed in, as the intranet names them (the token's subject)")
    purging = commands.add_parser("purge", help="take all that is older than so many days out of every place that keeps it")
    purging.add_argument("--older-than", type=_days, required=True, metavar="DAYS")
    for each in (erasing, purging):
        each.add_argument("--dry-run", action="store_true", help="say what would go; take nothing out")


def _days(given: str) -> int:
    if not given.isdecimal() or len(given) > 6:
        raise argparse.ArgumentTypeError(f"'{given}' is no number of days; write it like 365")
    return int(given)


def erase(arguments: argparse.Namespace) -> None:
    """Takes out a conversation, or those of a person.

    Raises:
        InboxError: The inbox does not answer.
        RecordUnavailableError: The record does not answer.
        ConversationsUnavailableError: The conversations' database does not answer.
        StillInUseError: Somebody else reads an older state of a file; the command may be run again.
    """
    if arguments.person:
        names = _inbox("find", "--", arguments.person)["done"]
        print(f"Conversations of this person: {', '.join(names) or 'none'}.")
        if not names:
            print("Where the front runs with RRN_SESSION_SECRET or RRN_PERSON_SECRET, set the same here: people are found by that key.")
            return
    else:
        names = [_without_part(arguments.conversation)]
        print(f"Conversation {names[0]}, with all its parts:")
    record, stored = opened_record(), StoredConversations(conversations_url())
    places = (
        _Place("turns", record_url(), lambda dry_run: sum(record.erase(name, dry_run) for name in names), record.overwrite),
        _Place("events", conversations_url(), lambda dry_run: sum(stored.erase(name, dry_run) for name in names), stored.overwrite),
    )
    _remove(places, ("erase", names), arguments.dry_run, at_once=True)


def purge(arguments: argparse.Namespace) -> None:
    """Takes out what is older than so many days; raises what :func:`erase` raises."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    before = now - dt.timedelta(days=min(arguments.older_than, (now - dt.datetime(1970, 1, 1)).days))
    print(f"What is from before {before:%Y-%m-%d %H:%M} UTC:")
    record, stored = opened_record(), StoredConversations(conversations_url())
    places = (
        _Place("turns", record_url(), lambda dry_run: record.purge(before, dry_run), record.overwrite),
        _Place("events", conversations_url(), lambda dry_run: stored.purge(before, dry_run), stored.overwrite),
    )
    _remove(places, ("purge", [before.isoformat()]), arguments.dry_run, at_once=False)


def _remove(places: Sequence[_Place], from_inbox: tuple[str, list[str]], dry_run: bool, *, at_once: bool) -> None:
    """Takes out of one place after another, and prints what went."""
    went = "would go from" if dry_run else "gone from"
    for place in places:
        count = place.remove(dry_run)
        if not dry_run:
            place.overwrite(at_once)
        print(f"  {count} {place.keeps} {went} {make_url(place.url).render_as_string(hide_password=True)}", flush=True)
    what, of = from_inbox
    options = [name for name, given in (("--dry-run", dry_run), ("--at-once", at_once)) if given]
    answer = _inbox(what, *options, "--", *of)
    counts = ", ".join(f"{count} {kind}" for kind, count in answer["done"].items())
    print(f"  {counts} {went} {answer['place']}")


def _without_part(conversation: str) -> str:
    """Returns the conversation that a part is of: a turn's page names the part ("conversation.2")."""
    name, _, part = conversation.rpartition(".")
    return name if name and part.isdecimal() else conversation


def _inbox(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask_inbox("rrn_web.removal", *arguments))
    return found
