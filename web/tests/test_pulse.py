"""Nobody waits for a Rasa that hangs, and one that is only slow is waited for. On a real server, which is halted."""

import asyncio
import os
import signal
import sys
import time

import aiohttp
import pytest
from rrn_web.assistant import Assistant, AssistantUnavailableError
from rrn_web.pulse import PATIENCE, SILENCE

from tests.conftest import free_port

#: Greets at once, unless it is busy; answers a turn after as many seconds as its text says.
SERVER = """
import asyncio, sys
from aiohttp import web

async def greet(request):
    await asyncio.sleep(busy)
    return web.Response(text="Hello")

async def turn(request):
    await asyncio.sleep(float((await request.json())["text"]))
    return web.json_response({"reply": {"text": "answered"}})

busy = float(sys.argv[2])
app = web.Application()
app.add_routes([web.get("/", greet), web.post("/webhooks/rrn/turn", turn)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


class Rasa:
    """A server in Rasa's place, and the front's client of it."""

    def __init__(self, process, port):
        self.process, self.assistant = process, Assistant(f"http://127.0.0.1:{port}", "secret", timeout=8)

    async def asked(self, seconds):
        """Asks for a turn that takes so long; returns whether it was answered, and after how many seconds."""
        begun = time.monotonic()
        try:
            return (await self.assistant.reply("c", "m", str(seconds)))["text"] == "answered", time.monotonic() - begun
        except AssistantUnavailableError:
            return False, time.monotonic() - begun


@pytest.fixture
async def rasa(request):
    port, busy = free_port(), getattr(request, "param", 0)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, str(port), str(busy))
    running = Rasa(process, port)
    await running.assistant.open()
    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            try:
                await session.get(f"http://127.0.0.1:{port}/")
                break
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    yield running
    await running.assistant.close()
    if process.returncode is None:
        process.kill()
    await process.wait()


async def test_a_slow_answer_is_waited_for(rasa):
    answered, waited = await rasa.asked(2)
    assert answered
    assert waited >= 2


@pytest.mark.parametrize("rasa", [2 * SILENCE], indirect=True)
async def test_one_that_answers_others_is_busy_and_does_not_hang(rasa):
    slow = asyncio.create_task(rasa.asked(2))
    while not slow.done():
        assert (await rasa.asked(0))[0]
        await asyncio.sleep(SILENCE / 4)
    assert (await slow)[0]


async def test_nobody_waits_for_one_that_hangs_until_it_goes_on(rasa):
    assert (await rasa.asked(0))[0]
    os.kill(rasa.process.pid, signal.SIGSTOP)
    first = await asyncio.gather(*[rasa.asked(0) for _ in range(20)])
    assert all(not answered and SILENCE <= waited < 1 for answered, waited in first), first
    answered, waited = await rasa.asked(0)
    assert not answered
    assert waited < 0.05
    os.kill(rasa.process.pid, signal.SIGCONT)
    await asyncio.sleep(2 * SILENCE)
    assert (await rasa.asked(0))[0]


async def test_one_that_hangs_and_is_killed_is_as_one_that_is_not_there(rasa):
    os.kill(rasa.process.pid, signal.SIGSTOP)
    assert not (await rasa.asked(0))[0]
    rasa.process.kill()
    await rasa.process.wait()
    await asyncio.sleep(2 * SILENCE)
    answered, waited = await rasa.asked(0)
    assert not answered
    assert waited < PATIENCE
