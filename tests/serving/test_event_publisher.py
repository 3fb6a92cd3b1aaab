"""Stored events reach a real RabbitMQ, each and in order, whatever ends in the middle: RabbitMQ, or who sends."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from contextlib import asynccontextmanager

import aio_pika
import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from sqlalchemy import create_engine, text

from rrn.paths import ROOT
from serving import event_publisher
from serving.conversation_removal import StoredConversations
from serving.conversation_store import ConversationStore
from serving.event_publisher import EventPublisher
from tests.serving.conftest import free_port

DOMAIN = Domain.load(str(ROOT / "domain.yml"))
START_WITHIN = 120
#: Debian's own command changes the user, who may not write where the test does.
SERVER = next(filter(None, map(shutil.which, ("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"))), None)


class Broker:
    """A RabbitMQ of the test's own, which it may kill."""

    def __init__(self, folder):
        self.port, distribution = free_port(), free_port()
        self.address = f"amqp://guest:guest@127.0.0.1:{self.port}/"
        self._log = folder / "rabbitmq.log"
        config = folder / "rabbitmq.conf"
        config.write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\n")
        self._environment = {
            **os.environ,
            "RABBITMQ_NODENAME": f"test{uuid.uuid4().hex[:8]}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "HOME": str(folder),
        }
        (folder / "plugins").write_text("[].\n")
        self._process = None

    def start(self):
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [SERVER], cwd=self._log.parent, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise AssertionError(self._log.read_text(errors="replace")[-3000:])

    def kill(self):
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    if not SERVER:
        pytest.skip("LEFT OUT: RabbitMQ is not installed (Debian: apt-get install rabbitmq-server).")
    started = Broker(tmp_path_factory.mktemp("rabbitmq"))
    try:
        started.start()
        yield started
    finally:
        started.kill()


@pytest.fixture
def store(register_url):
    opened = ConversationStore(DOMAIN, register_url)
    yield opened
    opened.close()


@pytest.fixture
def name():
    return f"events-{uuid.uuid4().hex}"


@asynccontextmanager
async def publishing(broker, store, register_url, name):
    store.publisher(broker.address)  # from now on the store notes what is to be sent
    running = asyncio.create_task(EventPublisher(broker.address, register_url, store._stored, name).run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


async def say(store, sender, number):
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    said = f"{sender} {number}"
    user = UserUttered(said, {"name": "faq"}, [], {"text": said}, message_id=said)
    for each in (user, BotUttered(said, {"custom": {"id": "a"}}), ActionExecuted("action_listen")):
        tracker.update(each)
    await store.save(tracker)


async def delivered(broker, name, count):
    """Returns the texts of a queue in their order, each message once, as a consumer has them that looks at the ids."""
    seen, texts = set(), []
    connection = await aio_pika.connect(broker.address)
    async with connection:
        queue = await (await connection.channel()).declare_queue(name, durable=True)
        async with asyncio.timeout(60), queue.iterator() as messages:
            async for message in messages:
                async with message.process():
                    event = json.loads(message.body)
                    if message.message_id not in seen and event["event"] == "user":
                        texts.append(event["text"])
                    seen.add(message.message_id)
                if len(seen) == count:
                    break
    return texts


def waiting(register_url):
    with create_engine(register_url, future=True).connect() as connection:
        return connection.execute(text("SELECT count(*) FROM unsent")).scalar_one()


async def all_sent(register_url):
    async with asyncio.timeout(60):
        while waiting(register_url):
            await asyncio.sleep(0.1)


async def test_what_is_stored_while_rabbitmq_is_killed_and_starts_again_is_delivered_in_order(
    broker, store, register_url, name, monkeypatch
):
    monkeypatch.setattr(event_publisher, "TRY_AGAIN_AFTER", 0.2)
    async with publishing(broker, store, register_url, name):
        for number in range(30):
            await say(store, f"c{number % 3}", number)
        await all_sent(register_url)
        for number in range(30, 60):
            await say(store, f"c{number % 3}", number)
            if number == 40:
                broker.kill()
        assert waiting(register_url)
        await asyncio.to_thread(broker.start)
        await all_sent(register_url)
    assert await delivered(broker, name, 180) == [f"c{number % 3} {number}" for number in range(60)]


async def test_what_one_sender_leaves_another_one_sends(broker, store, register_url, name):
    """As where a replica is killed, or leaves, with events that it has not sent."""
    store.publisher(broker.address)
    for number in range(5):
        await say(store, "c", number)
    assert waiting(register_url) == 15
    async with publishing(broker, store, register_url, name):
        async with publishing(broker, store, register_url, name):
            await say(store, "c", 5)
        await say(store, "c", 6)
        await all_sent(register_url)
    assert await delivered(broker, name, 21) == [f"c {number}" for number in range(7)]


async def test_an_exchange_of_an_earlier_version_is_replaced(broker, store, register_url, name):
    connection = await aio_pika.connect(broker.address)
    async with connection:
        await (await connection.channel()).declare_exchange(name, aio_pika.ExchangeType.FANOUT)
    async with publishing(broker, store, register_url, name):
        await say(store, "c", 0)
        await all_sent(register_url)
    assert await delivered(broker, name, 3) == ["c 0"]


async def test_an_erased_conversation_is_not_sent(store, register_url):
    store.publisher("amqp://127.0.0.1:1/")
    await say(store, "c1", 0)
    await say(store, "c2", 0)
    StoredConversations(register_url).erase("c1")
    assert waiting(register_url) == 3


async def test_without_rabbitmq_nothing_is_noted(store, register_url):
    await say(store, "c", 0)
    assert waiting(register_url) == 0
