"""The front's application: routes, guards and errors, put together."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from typing import Any

import yaml
from sanic import Request, Sanic, json
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from rrn_web.api import api_routes
from rrn_web.assistant import Assistant, AssistantUnavailableError
from rrn_web.errors import ApiError, away, error_of_status
from rrn_web.identity import IntranetSignIn, SessionTokens
from rrn_web.inbox import Inbox
from rrn_web.one_at_a_time import OneAtATime
from rrn_web.open_connections import limit_connections
from rrn_web.origins import guard_origins
from rrn_web.pages import page_routes
from rrn_web.rate_limits import RateLimits
from rrn_web.rest_channel import rest_channel
from rrn_web.senders import Senders
from rrn_web.settings import Settings
from rrn_web.socketio_channel import SocketChannel
from rrn_web.turns import Turns

logger = logging.getLogger(__name__)

App = Sanic[Any, Any]

#: Largest body, in bytes: 1,000 characters as JSON escapes, and their surroundings.
MAX_BODY = 16_384
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(settings: Settings, name: str = "rrn_web") -> App:
    """Returns the application."""
    app = Sanic(name, configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=MAX_BODY,
        WEBSOCKET_MAX_SIZE=MAX_BODY,
        REQUEST_TIMEOUT=15,
        RESPONSE_TIMEOUT=60,
        KEEP_ALIVE_TIMEOUT=30,
        GRACEFUL_SHUTDOWN_TIMEOUT=5,
        FALLBACK_ERROR_FORMAT="json",
        PROXIES_COUNT=settings.proxies or None,
        MOTD=False,
        ACCESS_LOG=False,
    )
    inbox = Inbox(settings.database_url, settings.person_secret)
    assistant = Assistant(settings.rasa_url, settings.channel_secret, settings.rasa_timeout)
    tokens = SessionTokens(settings.session_secret, settings.session_hours)
    sign_in = IntranetSignIn(settings.intranet) if settings.intranet else None
    conversations = OneAtATime(settings.redis_url)
    turns = Turns(inbox, assistant, settings.office, settings.max_turns, conversations)

    limits = RateLimits(settings)
    limit_connections(app, settings)
    app.blueprint(api_routes(inbox, turns, tokens, sign_in, limits, assistant))
    app.blueprint(page_routes(settings))
    senders = Senders(inbox, tokens, sign_in, limits)
    if "rest" in settings.standard_clients:
        app.blueprint(rest_channel(turns, senders, limits))
    if "socketio" in settings.standard_clients:
        SocketChannel(turns, senders, tokens, limits, settings, MAX_BODY).attach(app)
    _add_health(app, inbox, assistant)
    guard_origins(app, settings)
    _add_headers(app)
    _add_errors(app, settings.office)

    @app.before_server_start
    async def _open(_app: App) -> None:
        await assistant.open()
        await inbox.open()
        # What is loaded stays; Python need not look through it for garbage.
        gc.collect()
        gc.freeze()

    @app.after_server_stop
    async def _close(_app: App) -> None:
        await assistant.close()
        await conversations.close()
        await inbox.close()

    return app


def _add_headers(app: App) -> None:
    @app.on_response  # type: ignore[untyped-decorator]
    async def add_headers(_request: Request, response: HTTPResponse) -> None:
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)


def _add_health(app: App, inbox: Inbox, assistant: Assistant) -> None:
    description = yaml.safe_load((Path(__file__).parent / "openapi.yml").read_text(encoding="utf-8"))

    @app.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "alive"})

    @app.get("/ready")
    async def ready(_request: Request) -> HTTPResponse:
        parts = {"assistant": True, "inbox": True}
        try:
            await assistant.ready()
        except AssistantUnavailableError:
            parts["assistant"] = False
        try:
            await inbox.answers()
        except (SQLAlchemyError, OSError):
            parts["inbox"] = False
        return json({"ready": all(parts.values()), "parts": parts}, status=200 if all(parts.values()) else 503)

    @app.get("/api/openapi.json")
    async def openapi(_request: Request) -> HTTPResponse:
        return json(description)


def _add_errors(app: App, office: str) -> None:
    @app.exception(ApiError)
    async def api_error(_request: Request, error: ApiError) -> HTTPResponse:
        return error.response()

    @app.exception(SQLAlchemyError, OSError)
    async def database_error(_request: Request, error: Exception) -> HTTPResponse:
        logger.error("The inbox does not answer: %s", type(error).__name__)
        return away(office).response()

    @app.exception(SanicException)
    async def server_error(_request: Request, error: SanicException) -> HTTPResponse:
        answer = error_of_status(error.status_code).response()
        answer.headers.update(error.headers)  # such as Allow, where the method was wrong
        return answer

    @app.exception(Exception)
    async def unexpected(request: Request, _error: Exception) -> HTTPResponse:
        logger.exception("%s %s failed.", request.method, request.path)
        return error_of_status(500).response()
