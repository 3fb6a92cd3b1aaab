"""Sends messages through nginx, several at a time to the same conversations, and again where it is asked to try again."""

from __future__ import annotations

import asyncio
import random
import ssl
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from order.ledger import Ledger

QUESTIONS = (
    "Does it apply to schools?",
    "Is Intelligensa certified?",
    "How long does certification take?",
    "Does it apply to a nursing home?",
    "yes",
    "why?",
    "hello",
    "how much does certification cost",
)
#: Messages of one conversation that are sent at the same time.
TOGETHER = 3
#: Rounds of a conversation with stock Rasa, and such conversations that are held at a time.
STOCK_ROUNDS, STOCK_ACTIVE = 20, 3
#: Attempts of one message, and seconds between them.
ATTEMPTS, AGAIN_AFTER = 120, 0.5


@dataclass(frozen=True)
class Load:
    """How much is sent.

    Attributes:
        conversations: Number of conversations.
        rounds: Rounds of each; a round begins when the one before is answered.
        active: Conversations that are held at a time; what they send at once is less than nginx's burst.
    """

    conversations: int
    rounds: int
    active: int = 12

    @classmethod
    def of(cls, messages: int) -> Load:
        """Returns a load of so many messages or a few more, some twenty rounds a conversation."""
        rounds = 20 if messages >= 2000 else 8
        return cls(-(-messages // (rounds * TOGETHER)), rounds)

    @property
    def messages(self) -> int:
        """Number of messages."""
        return self.conversations * self.rounds * TOGETHER


async def talk(url: str, certificate: Path, ledger: Ledger, load: Load, progress: Callable[[int], None] = lambda _: None) -> None:
    """Holds the conversations.

    Args:
        url: The assistant's address.
        certificate: Who is trusted to be there.
        ledger: Where everything is written down.
        load: How much is sent.
        progress: Told the number of messages answered so far.
    """
    places, done = asyncio.Semaphore(load.active), 0
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=str(certificate)), limit=0)
    async with aiohttp.ClientSession(url, connector=connector, timeout=aiohttp.ClientTimeout(total=60)) as session:

        async def conversation(number: int) -> None:
            nonlocal done
            rng = random.Random(number)
            async with places:
                name, token = await _open(session)
                for _ in range(load.rounds):
                    questions = [rng.choice(QUESTIONS) for _ in range(TOGETHER)]
                    await asyncio.gather(*(_say(session, ledger, name, token, text) for text in questions))
                    done += TOGETHER
                    progress(done)

        await asyncio.gather(*(conversation(number) for number in range(load.conversations)))


async def _open(session: aiohttp.ClientSession) -> tuple[str, str]:
    for _ in range(ATTEMPTS):
        try:
            async with session.post("/api/session", json={}) as response:
                if response.status == 201:
                    opened = await response.json()
                    return opened["conversation"], opened["token"]
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(AGAIN_AFTER)
    raise RuntimeError("No conversation could be opened.")


async def _say(session: aiohttp.ClientSession, ledger: Ledger, conversation: str, token: str, text: str) -> None:
    message = uuid.uuid4().hex
    for _ in range(ATTEMPTS):
        ledger.sending(conversation, message, text)
        status, reply = 0, ""
        try:
            body = {"text": text, "client_message_id": message}
            async with session.post("/api/messages", json=body, headers={"Authorization": f"Bearer {token}"}) as response:
                status = response.status
                reply = (await response.json())["reply"]["text"] if status == 200 else ""
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        ledger.answered(message, status, reply)
        if status == 200:
            return
        await asyncio.sleep(AGAIN_AFTER)


async def talk_to_stock(urls: Sequence[str], ledger: Ledger, messages: int) -> None:
    """Sends the same way to stock Rasa's REST channel, each message to the next of its servers; nothing is sent again.

    Few conversations are held at a time: where many are, the servers are busy at different moments and seldom meet in one of them.
    """
    conversations, places = -(-messages // (STOCK_ROUNDS * TOGETHER)), asyncio.Semaphore(STOCK_ACTIVE)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:

        async def say(name: str, place: int) -> None:
            message, text = uuid.uuid4().hex, f"hello {place}"
            body = {"sender": name, "message": text, "metadata": {"client_message_id": message}}
            ledger.sending(name, message, text)
            try:
                async with session.post(f"{urls[place % len(urls)]}/webhooks/rest/webhook", json=body) as response:
                    status, answers = response.status, await response.json()
            except (aiohttp.ClientError, TimeoutError):
                status, answers = 0, []
            # 200 is all the acknowledgement there is: stock Rasa also says it, with an empty list, of what it did not store.
            ledger.answered(message, status, answers[0].get("text", "") if answers else "")

        async def conversation(name: str) -> None:
            async with places:
                for _ in range(STOCK_ROUNDS):
                    await asyncio.gather(*(say(name, place) for place in range(TOGETHER)))

        await asyncio.gather(*(conversation(uuid.uuid4().hex) for _ in range(conversations)))
