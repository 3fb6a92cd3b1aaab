"""The floor of a turn over HTTP: a bare echo on the front's web server. Usage: ``python echo_server.py PORT``."""

from __future__ import annotations

import sys

from sanic import Request, Sanic, json
from sanic.response import HTTPResponse

app = Sanic("echo")


@app.post("/echo")
async def echo(request: Request) -> HTTPResponse:
    """Returns the text that came."""
    return json({"text": request.json["text"]})


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False, motd=False)  # type: ignore[call-arg]  # of a newer Sanic
