"""Rasa's web server with our agent: what ``rrn serve`` runs, in place of ``rasa run``."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
from pathlib import Path

from rasa.core.brokers.broker import EventBroker
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
from serving.handover import take_over

logger = logging.getLogger(__name__)

#: An action server to call instead of running the actions here, such as ``http://127.0.0.1:5055/webhook``.
ACTIONS_VARIABLE = "RRN_ACTIONS_URL"
#: RabbitMQ's address, for whoever wants to hear of every event.
BROKER_VARIABLE = "RRN_RABBITMQ_URL"
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
        await take_over()
        address = os.environ.get(BROKER_VARIABLE)
        running.ctx.publishing = asyncio.create_task(running.ctx.agent.tracker_store.publisher(address).run()) if address else None

    async def stop_publishing(running: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        if running.ctx.publishing:
            running.ctx.publishing.cancel()  # what is not sent yet, another replica sends, or this one when it is back
            await asyncio.wait([running.ctx.publishing])

    app.register_listener(load, "before_server_start")
    app.register_listener(stop_publishing, "after_server_stop")
    app.register_listener(close_resources, "after_server_stop")
    app.run(host=host, port=port, backlog=BACKLOG, access_log=False)


async def make_agent(endpoints: AvailableEndpoints, model: Path, loop: asyncio.AbstractEventLoop | None = None) -> ServingAgent:
    """Returns the agent that ``endpoints.yml`` and the environment ask for, with its model.

    Raises:
        TypeError: The tracker store that is named is not ours, or cannot be imported; Rasa would go on with one in memory.
    """
    broker = await EventBroker.create(endpoints.event_broker, loop=loop)
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
    _settle()
    return agent


def _settle() -> None:
    """Leaves what was loaded out of Python's collections of garbage, and gives back memory that serving does not need.

    A collection of everything took 150 ms, in which nobody was answered. The memory is a quarter of the process, where the C library is
    GNU's.
    """
    gc.collect()
    gc.freeze()
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
