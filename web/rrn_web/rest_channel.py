"""The protocol of Rasa's REST channel, for clients that speak it already."""

from __future__ import annotations

import json as json_format
import uuid

from sanic import Blueprint, Request, json, text
from sanic.response import HTTPResponse

from rrn_web.api import address, bearer, json_object
from rrn_web.rasa_messages import rasa_messages
from rrn_web.rate_limits import RateLimits
from rrn_web.senders import Senders
from rrn_web.turns import Turns
from rrn_web.typed_text import typed_text

#: Clients of this protocol send their JSON under these types, some under none; the check of the origin covers them all.
TYPES = ("application/json", "text/plain", "")


def rest_channel(turns: Turns, senders: Senders, limits: RateLimits) -> Blueprint:
    """Returns the routes under ``/webhooks/rest``."""
    routes = Blueprint("rest_channel", url_prefix="/webhooks/rest")

    @routes.get("/")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @routes.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        """Answers ``{"sender", "message"}`` with a list of messages; what else a client sends, such as metadata, is not read."""
        body = json_object(request, TYPES)
        typed = typed_text(body.get("message"), "message")
        token, where = bearer(request), address(request)
        sender = await (senders.signed_in(token, where) if token else senders.known_by(body.get("sender"), where))
        await limits.message(sender.conversation, where)
        answered = await turns.say(sender.conversation, uuid.uuid4().hex, typed)
        messages = [{"recipient_id": sender.id, **message} for message in rasa_messages(answered)]
        if request.args.get("stream") == "true":
            return text("".join(json_format.dumps(message) + "\n" for message in messages), content_type="text/event-stream")
        return json(messages)

    return routes
