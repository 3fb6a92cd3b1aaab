"""The front's application: routes, guards and errors, put together."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import yaml
from sanic import Request, Sanic, empty, json
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from rrn_web.api import api_routes
from rrn_web.assistant import Assistant, AssistantUnavailableError
from rrn_web.errors import ApiError, error_of_status
from rrn_web.identity import IntranetSignIn, SessionTokens
from rrn_web.inbox import Inbox
from rrn_web.one_at_a_time import OneAtATime
from rrn_web.pages import page_routes
from rrn_web.rate_limits import RateLimits
from rrn_web.settings import Settings
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
#: Methods that a page of another origin may not use; what it reads it does not get to see.
GUARDED = frozenset({"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "3600",
}


def create_app(settings: Settings, name: str = "rrn_web") -> App:
    """Returns the application."""
    app = Sanic(name, configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=MAX_BODY,
        REQUEST_TIMEOUT=15,
        RESPONSE_TIMEOUT=60,
        KEEP_ALIVE_TIMEOUT=30,
        FALLBACK_ERROR_FORMAT="json",
        PROXIES_COUNT=settings.proxies or None,
        MOTD=False,
        ACCESS_LOG=False,
    )
    inbox = Inbox(settings.database_url)
    assistant = Assistant(settings.rasa_url, settings.channel_secret, settings.rasa_timeout)
    tokens = SessionTokens(settings.session_secret, settings.session_hours)
    sign_in = IntranetSignIn(settings.intranet) if settings.intranet else None
    conversations = OneAtATime(settings.redis_url)
    turns = Turns(inbox, assistant, settings.office, settings.max_turns, conversations)

    app.blueprint(api_routes(inbox, turns, tokens, sign_in, RateLimits(settings), assistant))
    app.blueprint(page_routes(settings))
    _add_health(app, inbox, assistant)
    _guard_origins(app, settings)
    _add_errors(app)

    @app.before_server_start
    async def _open(_app: App) -> None:
        await assistant.open()
        await inbox.open()

    @app.after_server_stop
    async def _close(_app: App) -> None:
        await assistant.close()
        await conversations.close()
        await inbox.close()

    return app


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


def _guard_origins(app: App, settings: Settings) -> None:
    """Lets pages of the listed origins, and our own, use the API; a browser cannot leave the origin out."""

    def allowed(request: Request) -> bool:
        origin = request.headers.get("origin", "")
        own = {f"{scheme}://{request.headers.get('host', '')}" for scheme in ("http", "https")}
        return origin in settings.origins or origin in own

    @app.on_request
    async def check(request: Request) -> None:
        asks = request.path.startswith("/api/") and "origin" in request.headers and request.method in GUARDED
        if asks and not allowed(request):
            raise error_of_status(403)

    @app.on_response  # type: ignore[untyped-decorator]
    async def add_headers(request: Request, response: HTTPResponse) -> None:
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers["Vary"] = "Origin"
            if "origin" in request.headers and allowed(request):
                response.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
                response.headers["Access-Control-Expose-Headers"] = "Retry-After"

    @app.options("/api/<path:path>")
    async def preflight(_request: Request, path: str) -> HTTPResponse:
        return empty(headers=PREFLIGHT)


def _add_errors(app: App) -> None:
    @app.exception(ApiError)
    async def api_error(_request: Request, error: ApiError) -> HTTPResponse:
        return error.response()

    @app.exception(SQLAlchemyError, OSError)
    async def database_error(_request: Request, error: Exception) -> HTTPResponse:
        logger.error("The inbox does not answer: %s", type(error).__name__)
        return error_of_status(503).response()

    @app.exception(SanicException)
    async def server_error(_request: Request, error: SanicException) -> HTTPResponse:
        answer = error_of_status(error.status_code).response()
        answer.headers.update(error.headers)  # such as Allow, where the method was wrong
        return answer

    @app.exception(Exception)
    async def unexpected(request: Request, _error: Exception) -> HTTPResponse:
        logger.exception("%s %s failed.", request.method, request.path)
        return error_of_status(500).response()
