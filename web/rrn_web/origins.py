"""Which pages may use the front: our own, and those of the origins that are listed.

Both are settings. The request's own Host header says nothing: a name that its owner lets point here ("DNS rebinding") is sent in it too.
"""

from __future__ import annotations

import logging
from typing import Any

from sanic import Request, Sanic, empty
from sanic.response import HTTPResponse

from rrn_web.errors import error_of_status
from rrn_web.settings import Settings

logger = logging.getLogger(__name__)

#: What a page of another origin may use only if it is listed.
GUARDED = ("/api/", "/webhooks/", "/socket.io")
#: What it may not even send; elsewhere a browser lets it send and not read. A WebSocket begins with a GET and can be read.
GUARDED_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
GUARDED_WHOLLY = ("/socket.io",)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "3600",
}
#: Origins that were refused and are written to the log, each once.
LOGGED_ORIGINS = 20


def guard_origins(app: Sanic[Any, Any], settings: Settings) -> None:
    """Adds the guard to an application; a browser cannot leave the origin out."""
    logged: set[str] = set()

    def allowed(request: Request) -> bool:
        origin = request.headers.get("origin", "")
        return origin in settings.origins or origin in settings.own_origins

    def log(origin: str) -> None:
        if origin not in logged and len(logged) < LOGGED_ORIGINS:
            logged.add(origin)
            logger.warning(
                "A page of %r was refused. Name our own address in RRN_PUBLIC_URL, another site's in RRN_ALLOWED_ORIGINS.", origin
            )

    @app.on_request
    async def check(request: Request) -> HTTPResponse | None:
        if "origin" not in request.headers or not request.path.startswith(GUARDED):
            return None
        asks = request.method in GUARDED_METHODS or request.path.startswith(GUARDED_WHOLLY)
        if asks and not allowed(request):
            log(request.headers["origin"])
            raise error_of_status(403)
        # Before a browser lets a page ask, it asks whether the page may: for any address, without a token.
        return empty(headers=PREFLIGHT) if request.method == "OPTIONS" else None

    @app.on_response  # type: ignore[untyped-decorator]
    async def say_so(request: Request, response: HTTPResponse) -> None:
        if not request.path.startswith(GUARDED):
            return
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Vary"] = "Origin"
        if "origin" in request.headers and allowed(request):
            response.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
