"""Back-pressure at the front."""

import asyncio

import pytest
from rrn_web.admission import Admission
from rrn_web.assistant import Assistant, AssistantBusyError
from rrn_web.errors import ApiError
from rrn_web.inbox import Inbox
from rrn_web.one_at_a_time import OneAtATime
from rrn_web.turns import Turns


def test_past_the_limit_a_person_is_told_at_once():
    admission = Admission(1, "01707 654317")
    with admission.one_turn():
        with pytest.raises(ApiError) as refused, admission.one_turn():
            pass
        error = refused.value
        assert (error.status, error.code, error.retry_after) == (503, "busy", 2)
        assert "01707 654317" in error.message
    with admission.one_turn():
        pass


class Slow(Assistant):
    """Answers when it is told to."""

    def __init__(self):
        self.go_on, self.asked = asyncio.Event(), 0

    async def reply(self, conversation, message_id, text):
        self.asked += 1
        await self.go_on.wait()
        return {"text": text, "buttons": [], "also": []}


async def conversation_of(inbox):
    await inbox.open()
    return await inbox.start()


async def test_a_turn_that_is_refused_is_not_written_down(tmp_path):
    inbox, assistant = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}", "key"), Slow()
    conversation = await conversation_of(inbox)
    turns = Turns(inbox, assistant, "", 1, OneAtATime())
    first = asyncio.create_task(turns.say(conversation, "m1", "one"))
    while not assistant.asked:
        await asyncio.sleep(0.01)
    with pytest.raises(ApiError, match="Many people"):
        await turns.say(conversation, "m2", "two")
    assistant.go_on.set()
    assert (await first).reply["text"] == "one"
    assert [message.text for message in await inbox.history(conversation)] == ["one"]
    assert (await turns.say(conversation, "m2", "two")).reply["text"] == "two"
    await inbox.close()


async def test_a_rasa_that_is_busy_is_told_too(tmp_path):
    class Busy(Slow):
        async def reply(self, conversation, message_id, text):
            raise AssistantBusyError("turn")

    inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}", "key")
    conversation = await conversation_of(inbox)
    with pytest.raises(ApiError) as refused:
        await Turns(inbox, Busy(), "", 5, OneAtATime()).say(conversation, "m1", "one")
    assert refused.value.code == "busy"
    await inbox.close()
