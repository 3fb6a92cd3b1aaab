"""Which pages of other origins may use the front: those of the list, and our own."""

from __future__ import annotations

from typing import Any

from sanic import Request, Sanic, empty
from sanic.response import HTTPResponse

from rrn_web.errors import error_of_status
from rrn_web.settings import Settings

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


def guard_origins(app: Sanic[Any, Any], settings: Settings) -> None:
    """Adds the guard to an application; a browser cannot leave the origin out."""

    def allowed(request: Request) -> bool:
        origin = request.headers.get("origin", "")
        own = {f"{scheme}://{request.headers.get('host', '')}" for scheme in ("http", "https")}
        return origin in settings.origins or origin in own

    @app.on_request
    async def check(request: Request) -> HTTPResponse | None:
        if "origin" not in request.headers or not request.path.startswith(GUARDED):
            return None
        asks = request.method in GUARDED_METHODS or request.path.startswith(GUARDED_WHOLLY)
        if asks and not allowed(request):
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
