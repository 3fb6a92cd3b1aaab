"""What is taken out of the inbox, of all places of the running stack, and of the files."""

from __future__ import annotations

import datetime as dt
import os
import subprocess

import jwt
import pytest
import requests
from rrn_web import removal
from rrn_web.identity import HASHED
from rrn_web.inbox import Inbox
from rrn_web.inbox_tables import conversations, messages
from rrn_web.settings import Intranet, Settings, SettingsError
from sqlalchemy import text

from .conftest import INTRANET, ROOT, RRN, Client

SETTINGS = Settings(person_secret="key", intranet=Intranet("https://intranet.test", "rrn-assistant", "secret"))
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def inbox(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'inbox.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = Inbox(url, "key")
    await opened.open()
    yield opened
    await opened.close()


async def say(inbox, conversation, name, at=None):
    message = await inbox.receive(conversation, name, f"said {name}", name)
    await inbox.give_feedback(conversation, message.turn, "up", f"thought of {name}")
    if at:
        with inbox._engine.begin() as connection:
            connection.execute(messages.update().where(messages.c.id == message.id).values(at=at))
            connection.execute(conversations.update().values(started_at=LONG_AGO))


async def test_an_erased_conversation_is_gone_and_the_other_stays(inbox, tmp_path):
    one, other = await inbox.start(), await inbox.start()
    await say(inbox, one, "canary-one")
    await say(inbox, other, "canary-other")
    counts = {"conversations": 1, "messages": 1, "opinions": 1}
    assert removal.erase(inbox._engine, [one], dry_run=True) == counts
    assert len(await inbox.history(one)) == 1
    assert removal.erase(inbox._engine, [one], dry_run=False) == counts
    assert removal.erase(inbox._engine, [one], dry_run=False) == dict.fromkeys(counts, 0)
    assert (len(await inbox.history(one)), len(await inbox.history(other))) == (0, 1)


async def test_a_purge_takes_old_messages_and_conversations_that_have_no_other(inbox):
    ended, goes_on = await inbox.start(), await inbox.start()
    await say(inbox, ended, "m1", LONG_AGO)
    await say(inbox, goes_on, "m2", LONG_AGO)
    await say(inbox, goes_on, "m3")
    before = LONG_AGO + dt.timedelta(days=1)
    counts = {"conversations": 1, "messages": 2, "opinions": 2}
    assert removal.purge(inbox._engine, before, dry_run=True) == counts
    assert removal.purge(inbox._engine, before, dry_run=False) == counts
    assert [(each.turn, each.client_message_id) for each in await inbox.history(goes_on)] == [(2, "m3")]
    await say(inbox, goes_on, "m4")
    assert [each.turn for each in await inbox.history(goes_on)] == [2, 3]


async def test_a_person_is_found_by_the_clear_name_and_written_down_under_a_hash(inbox, tmp_path):
    alice = await inbox.start("https://intranet.test|alice@canary.test")
    await inbox.start("https://intranet.test|bob")
    assert removal.of_person(inbox._engine, SETTINGS, "alice@canary.test") == [alice]
    assert removal.of_person(inbox._engine, SETTINGS, "carol") == []
    assert b"canary.test" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    with pytest.raises(SettingsError, match="RRN_INTRANET"):
        removal.of_person(inbox._engine, Settings(person_secret="key"), "alice")


async def test_people_who_stand_there_in_clear_are_hashed_at_the_next_start(inbox, tmp_path):
    alice = await inbox.start("placeholder")
    with inbox._engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET person = 'https://intranet.test|alice@canary.test'"))
    await inbox.open()
    assert await inbox.find("https://intranet.test|alice@canary.test") == alice
    with inbox._engine.connect() as connection:
        assert connection.execute(text("SELECT person FROM conversations")).scalar_one().startswith(HASHED)
    assert b"canary.test" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def rrn(stack, *arguments):
    environment = {
        **os.environ,
        "RRN_STATE": str(stack.state),
        "RRN_INTRANET_SECRET": INTRANET["secret"],
        "RRN_INTRANET_ISSUER": INTRANET["issuer"],
        "RRN_INTRANET_AUDIENCE": INTRANET["audience"],
        "PYTHONWARNINGS": "ignore",
    }
    environment.pop("VIRTUAL_ENV", None)
    return subprocess.run([str(RRN), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


def signed_in(stack, subject):
    now = dt.datetime.now(dt.UTC)
    claims = {"iss": INTRANET["issuer"], "aud": INTRANET["audience"], "sub": subject, "iat": now, "exp": now + dt.timedelta(minutes=5)}
    token = jwt.encode(claims, INTRANET["secret"], algorithm="HS256")
    session = requests.post(f"{stack.url}/api/session", headers={"Authorization": f"Bearer {token}"}, timeout=20).json()
    return Client(stack.url, session["token"], session["conversation"])


def files_with(stack, words):
    return {path.name for path in stack.state.rglob("*") if path.is_file() and words.encode() in path.read_bytes()}


def test_all_of_a_person_goes_from_every_place_of_the_running_stack(stack):
    """Two chapters and an opinion, taken out while the servers run; no file of the state holds a word of it, or the name."""
    subject, canary, kept = "erased.person@canary.test", "zebrafish-harbour", "heron-harbour"
    client, other = signed_in(stack, subject), stack.session()
    other.reply(f"does it apply to a school called {kept}?")
    client.reply(f"does it apply to a school called {canary}?")
    client.call("POST", "feedback", {"turn": 1, "vote": "down", "comment": f"about {canary}"})
    client.call("POST", "restart")
    client.reply(f"and to a care home called {canary}?")
    assert not files_with(stack, subject)
    assert len(files_with(stack, canary)) >= 3

    counted = rrn(stack, "erase", "--person", subject, "--dry-run")
    assert counted.returncode == 0, counted.stderr
    assert "2 turns would go from" in counted.stdout
    assert len(files_with(stack, canary)) >= 3

    done = rrn(stack, "erase", "--person", subject)
    assert done.returncode == 0, done.stderr
    assert "2 turns gone from" in done.stdout
    assert "1 opinions, 2 messages, 1 conversations gone from" in done.stdout
    assert files_with(stack, canary) == set()
    assert files_with(stack, client.conversation) == set()
    assert len(files_with(stack, kept)) >= 3

    again = rrn(stack, "erase", "--person", subject)
    assert (again.returncode, "none" in again.stdout) == (0, True)
    assert "0 turns gone from" in rrn(stack, "erase", f"{client.conversation}.2").stdout
    assert client.ask("does it apply to a school?").status_code == 401  # the front offers to begin anew
    assert signed_in(stack, subject).ask("does it apply to a school?").status_code == 200


def test_a_purge_takes_nothing_that_is_young(stack, client):
    client.reply("does it apply to a school?")
    done = rrn(stack, "purge", "--older-than", "365")
    assert done.returncode == 0, done.stderr
    assert "0 turns gone from" in done.stdout
    assert "0 opinions, 0 messages, 0 conversations gone from" in done.stdout
    assert len(client.texts()) == 1


def test_what_cannot_be_done_is_said_in_a_sentence(stack):
    assert "no number of days" in rrn(stack, "purge", "--older-than", "-1").stderr
    environment = {**os.environ, "RRN_STATE": str(stack.state), "RRN_INBOX_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    done = subprocess.run([str(RRN), "erase", "nobody"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "rrn: The inbox does not answer" in done.stderr
