"""What people thought of the answers can be read."""

import csv
import os
import subprocess

import pytest
from rrn_web.inbox import Inbox

from .conftest import ROOT, RRN


@pytest.fixture
async def state(tmp_path):
    inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}", "key")
    await inbox.open()
    conversation = await inbox.start()
    for name, vote, comment in (("1", "up", ""), ("2", "down", "=1+1, too\nlong")):
        message = await inbox.receive(conversation, name, f"question {name}", name)
        await inbox.answered(message, {"id": "contact"})
        await inbox.give_feedback(conversation, message.turn, vote, comment)
    await inbox.close()
    return tmp_path


def feedback(state, *options):
    environment = {**os.environ, "RRN_STATE": str(state)}
    environment.pop("RRN_INBOX_URL", None)
    return subprocess.run([RRN, "feedback", *options], cwd=ROOT, env=environment, capture_output=True, text=True)


async def test_a_table_has_a_line_for_each_vote(state):
    head, up, down = feedback(state).stdout.splitlines()
    assert head.split() == ["at", "vote", "answer", "question", "comment", "conversation", "turn"]
    assert up.split()[2:6] == ["up", "contact", "question", "1"]
    assert "=1+1, too long" in down


async def test_csv_keeps_what_was_written_and_holds_no_formula(state):
    _, up, down = csv.reader(feedback(state, "--csv").stdout.splitlines(keepends=True))
    assert up[1:5:2] == ["up", "question 1"]
    assert down[4] == "'=1+1, too\nlong"


async def test_since_leaves_earlier_votes_out(state):
    assert len(feedback(state, "--since", "2999-01-01").stdout.splitlines()) == 1


async def test_a_database_that_cannot_be_used_is_said():
    done = subprocess.run([RRN, "feedback"], cwd=ROOT, env={**os.environ, "RRN_INBOX_URL": "nonsense"}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "rrn: RRN_INBOX_URL names no database that can be used.\n")
