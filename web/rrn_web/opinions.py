"""``python -m rrn_web.opinions``: what people thought of the answers, from the inbox, for ``rrn feedback``; a table or CSV."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys

from sqlalchemy import Engine, select

from rrn_web.inbox_command import run
from rrn_web.inbox_tables import feedback, messages

COLUMNS = ("at", "vote", "answer", "question", "comment", "conversation", "turn")
#: A spreadsheet takes what begins so for a formula, and anybody may write a comment.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str, ...]


def opinions(engine: Engine, since: dt.datetime) -> list[Row]:
    """Returns the votes since a moment, oldest first, each with the question and the answer's id."""
    same = (messages.c.conversation == feedback.c.conversation) & (messages.c.turn == feedback.c.turn)
    asked = select(feedback, messages.c.text, messages.c.reply).join(messages, same)
    with engine.connect() as connection:
        found = connection.execute(asked.where(feedback.c.at >= since).order_by(feedback.c.at)).all()
    return [
        (f"{one.at:%Y-%m-%d %H:%M}", one.vote, (one.reply or {}).get("id", ""), one.text, one.comment, one.conversation, str(one.turn))
        for one in found
    ]


def as_csv(rows: list[Row]) -> None:
    """Prints the rows for a spreadsheet."""
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)


def as_table(rows: list[Row]) -> None:
    """Prints the rows to be read, each on one line."""
    table = [tuple(" ".join(cell.split()) for cell in row) for row in (COLUMNS, *rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def main(given: list[str]) -> int:
    """Runs the command; 2 where it cannot be done, with a sentence on standard error."""
    parser = argparse.ArgumentParser(prog="rrn_web.opinions")
    parser.add_argument("since", type=dt.datetime.fromisoformat, help="the moment, in UTC")
    parser.add_argument("--csv", action="store_true")
    arguments = parser.parse_args(given)
    since, printed = arguments.since.replace(tzinfo=dt.UTC), as_csv if arguments.csv else as_table
    return run(lambda engine, _: printed(opinions(engine, since)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
