import asyncio

import pytest
from rrn_web.errors import ApiError
from rrn_web.inbox import Inbox
from sqlalchemy import text


@pytest.fixture(params=["sqlite", "postgresql"])
async def inbox(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'deep' / 'inbox.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = Inbox(url, "key")
    await opened.open()
    yield opened
    await opened.close()


REPLY = {"text": "Yes.", "buttons": [], "also": [], "emoji": "\U0001f600"}


async def test_a_message_is_written_down_before_it_is_answered(inbox):
    conversation = await inbox.start()
    message = await inbox.receive(conversation, "m1", "Hello", "Hello")
    assert (message.turn, message.chapter, message.reply) == (1, 1, None)
    assert [each.reply for each in await inbox.history(conversation)] == [None]
    await inbox.answered(message, REPLY)
    assert [each.reply for each in await inbox.history(conversation)] == [REPLY]


async def test_the_same_message_again_is_the_same_turn(inbox):
    conversation = await inbox.start()
    first = await inbox.receive(conversation, "m1", "Hello", "Hello")
    await inbox.answered(first, REPLY)
    again = await inbox.receive(conversation, "m1", "Hello", "Hello")
    assert (again.id, again.turn, again.reply) == (first.id, 1, REPLY)
    with pytest.raises(ApiError) as refused:
        await inbox.receive(conversation, "m1", "Other", "Other")
    assert (refused.value.status, refused.value.code) == (409, "message_id_taken")


async def test_many_at_once_each_have_a_turn(inbox):
    conversation = await inbox.start()
    received = await asyncio.gather(*(inbox.receive(conversation, f"m{n}", str(n), str(n)) for n in range(4)))
    assert sorted(message.turn for message in received) == [1, 2, 3, 4]


async def test_a_person_has_one_conversation_on_all_devices(inbox):
    one, other = await asyncio.gather(inbox.start("intranet|alice"), inbox.start("intranet|alice"))
    assert one == other == await inbox.start("intranet|alice")
    assert await inbox.start("intranet|bob") != one


async def test_a_vote_takes_the_place_of_another_and_keeps_the_comment_of_its_own_kind(inbox):
    conversation = await inbox.start()
    message = await inbox.receive(conversation, "m1", "Hello", "Hello")
    given = []
    for vote, comment in (
        ("down", None),
        ("down", "Too long"),
        ("down", None),
        ("up", None),
        ("down", None),
        ("down", "Wrong"),
        ("down", ""),
    ):
        await inbox.give_feedback(conversation, message.turn, vote, comment)
        row = next(iter(await inbox._read(text("SELECT vote, comment FROM feedback"))))
        assert await inbox.votes(conversation) == {message.turn: row.vote}
        given.append((row.vote, row.comment))
    kept = [("down", ""), ("down", "Too long"), ("down", "Too long"), ("up", ""), ("down", ""), ("down", "Wrong"), ("down", "")]
    assert given == kept
    assert await inbox.votes(await inbox.start()) == {}


async def test_start_again_hides_what_was_said_and_keeps_it(inbox):
    conversation = await inbox.start()
    await inbox.receive(conversation, "m1", "Hello", "Hello")
    await inbox.start_again(conversation)
    assert await inbox.history(conversation) == []
    following = await inbox.receive(conversation, "m2", "Again", "Again")
    assert (following.turn, following.chapter) == (2, 2)
    assert (await inbox.turn(conversation, 1)).text == "Hello"


async def test_a_second_opinion_takes_the_place_of_the_first(inbox):
    conversation = await inbox.start()
    await inbox.receive(conversation, "m1", "Hello", "Hello")
    await inbox.give_feedback(conversation, 1, "up", "")
    await inbox.give_feedback(conversation, 1, "down", "wrong")
    with inbox._engine.connect() as connection:
        rows = connection.execute(text("SELECT vote, comment FROM feedback")).all()
    assert rows == [("down", "wrong")]


async def test_an_unknown_conversation_is_refused(inbox):
    with pytest.raises(ApiError) as refused:
        await inbox.receive("nobody", "m1", "Hello", "Hello")
    assert refused.value.status == 401


async def test_fronts_that_start_at_once_make_the_tables_once(postgres_url):
    inboxes = [Inbox(postgres_url, "key") for _ in range(6)]
    try:
        await asyncio.gather(*(inbox.open() for inbox in inboxes))
    finally:
        for inbox in inboxes:
            await inbox.close()
