"""rasa-sdk finds this module by its name. It lets the action server answer only to those who know the secret.

The action server has no access control of its own. Where ``RRN_CHANNEL_SECRET`` is set, as ``rrn run`` does, each request needs it.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import pluggy
from sanic import Sanic, response

from rrn.loopback_secret import SECRET_HEADER, SECRET_VARIABLE, is_known

#: Says only that the server is alive.
OPEN_PATH = "/health"

hookimpl = pluggy.HookimplMarker("rasa_sdk")


def init_hooks(manager: pluggy.PluginManager) -> None:
    """Registers this module's hooks."""
    manager.register(sys.modules[__name__])


@hookimpl
def attach_sanic_app_extensions(app: Sanic) -> None:
    """Puts the check in front of every request."""
    secret = os.environ.get(SECRET_VARIABLE, "")

    async def check(request: Any) -> Any:
        if secret and request.path != OPEN_PATH and not is_known(request.headers.get(SECRET_HEADER), secret):
            return response.json({"error": "unauthorised"}, status=401)
        return None

    app.register_middleware(check, "request")
