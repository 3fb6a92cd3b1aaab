"""Rasa's web server with our agent: what ``rrn serve`` runs, in place of ``rasa run``."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
from pathlib import Path
from urllib.parse import urlsplit

from rasa.core.brokers.broker import EventBroker
from rasa.core.brokers.pika import PikaEventBroker
from rasa.core.lock_store import LockStore
from rasa.core.run import close_resources, configure_app, create_http_input_channels
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic
from threadpoolctl import threadpool_limits

from rrn.loopback_secret import SECRET_HEADER, SECRET_VARIABLE
from serving.agent import ServingAgent
from serving.conversation_store import ConversationStore
from serving.direct_actions import DirectActions

logger = logging.getLogger(__name__)

#: An action server to call instead of running the actions here, such as ``http://127.0.0.1:5055/webhook``.
ACTIONS_VARIABLE = "RRN_ACTIONS_URL"
#: RabbitMQ's address, for whoever wants to hear of every event; and the exchange and the queue there.
BROKER_VARIABLE = "RRN_RABBITMQ_URL"
EXCHANGE, QUEUE, AMQP_PORT = "rrn-events", "rrn-events", 5672
#: Tries to reach it, five seconds apart: about a day.
CONNECTION_ATTEMPTS = 17_280
#: Connections that wait to be accepted.
BACKLOG = 1024


def serve(model: Path, host: str, port: int, project: Path) -> None:
    """Serves a model until it is told to stop.

    Args:
        model: The trained model.
        host: Where to listen.
        port: Where to listen.
        project: The folder of ``endpoints.yml`` and ``credentials.yml``.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    configure_structlog(logging.WARNING)
    # The products of one message are too small to share out; threads of the BLAS would only wait for one another.
    threadpool_limits(1, user_api="blas")
    endpoints = AvailableEndpoints.read_endpoints(str(project / "endpoints.yml"))
    channels = create_http_input_channels(None, str(project / "credentials.yml"))
    app = configure_app(channels, enable_api=False, port=port, endpoints=endpoints)

    async def load(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.agent = await make_agent(endpoints, model, loop)

    app.register_listener(load, "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    app.run(host=host, port=port, backlog=BACKLOG, access_log=False)


async def make_agent(endpoints: AvailableEndpoints, model: Path, loop: asyncio.AbstractEventLoop | None = None) -> ServingAgent:
    """Returns the agent that ``endpoints.yml`` and the environment ask for, with its model.

    Raises:
        TypeError: The tracker store that is named is not ours, or cannot be imported; Rasa would go on with one in memory.
    """
    broker = await _broker(endpoints.event_broker, loop)
    store = TrackerStore.create(endpoints.tracker_store, event_broker=broker)
    if not isinstance(store, ConversationStore):
        raise TypeError(f"endpoints.yml: tracker_store must be {ConversationStore.__module__}.{ConversationStore.__name__}.")
    agent = ServingAgent(
        generator=endpoints.nlg,
        tracker_store=store,
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=_actions(endpoints.action),
    )
    agent.load_model(model)
    _return_memory()
    return agent


def _return_memory() -> None:
    """Gives back what loading needed and serving does not: a quarter of the process, where the C library is GNU's."""
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


def _actions(configured: EndpointConfig | None) -> EndpointConfig:
    url = os.environ.get(ACTIONS_VARIABLE)
    if not url:
        return DirectActions()
    secret = os.environ.get(SECRET_VARIABLE)
    headers = {SECRET_HEADER: secret} if secret else {}
    return EndpointConfig(url=url, headers=headers, **(configured.kwargs if configured else {}))


async def _broker(configured: EndpointConfig | None, loop: asyncio.AbstractEventLoop | None) -> EventBroker | None:
    """Returns the event broker; answers do not wait for RabbitMQ: it is connected to when it is there."""
    url = os.environ.get(BROKER_VARIABLE)
    if not url:
        return await EventBroker.create(configured, loop=loop)
    address = urlsplit(url)
    broker = PikaEventBroker(
        url,
        username=address.username or "guest",
        password=address.password or "guest",
        port=address.port or AMQP_PORT,
        queues=[QUEUE],
        exchange_name=EXCHANGE,
        connection_attempts=CONNECTION_ATTEMPTS,
        event_loop=loop,
    )
    asyncio.create_task(broker.connect()).add_done_callback(_connected)
    return broker


def _connected(connecting: asyncio.Task[None]) -> None:
    if not connecting.cancelled() and connecting.exception():
        logger.error("RabbitMQ cannot be reached; events are in the tracker store alone: %s", connecting.exception())
