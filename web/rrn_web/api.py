"""The API under ``/api``, as ``openapi.yml`` describes it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from rrn_privacy import redact
from sanic import Blueprint, Request, empty, json, text
from sanic.response import HTTPResponse

from rrn_web.assistant import Assistant, AssistantUnavailableError
from rrn_web.errors import ApiError
from rrn_web.identity import IntranetSignIn, SessionTokens
from rrn_web.inbox import Inbox, Message
from rrn_web.rate_limits import RateLimits
from rrn_web.turns import Turns, shown
from rrn_web.typed_text import MAX_COMMENT, MAX_NAME, typed_text
from rrn_web.written_conversation import written_conversation

#: Longest id that a client may give a message, in characters.
MAX_CLIENT_ID = 64
#: Highest turn that is looked for.
MAX_TURN = 10**9
#: How the pages of the register are numbered.
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def api_routes(
    inbox: Inbox, turns: Turns, tokens: SessionTokens, sign_in: IntranetSignIn | None, limits: RateLimits, assistant: Assistant
) -> Blueprint:
    """Returns the API's routes."""
    routes = Blueprint("api", url_prefix="/api")

    @routes.post("/session")
    async def session(request: Request) -> HTTPResponse:
        await limits.session(address(request))
        token = bearer(request)
        if token and sign_in is None:
            raise ApiError(401, "sign_in_not_set_up", "The sign-in of an intranet is not set up here.")
        person = sign_in.person(token) if token and sign_in else None
        opened = tokens.issue(await inbox.start(person))
        body = {"token": opened.token, "expires_at": _moment(opened.expires_at), "conversation": opened.conversation}
        return json(body, status=201)

    @routes.post("/messages")
    async def messages(request: Request) -> HTTPResponse:
        conversation = _conversation(request)
        body = _body(request, {"text", "button", "client_message_id"})
        client_message_id = body.get("client_message_id")
        if not isinstance(client_message_id, str) or not 0 < len(client_message_id) <= MAX_CLIENT_ID or not client_message_id.isprintable():
            raise ApiError(400, "client_message_id_missing", f"Send a client_message_id of 1 to {MAX_CLIENT_ID} characters.")
        if ("text" in body) == ("button" in body):
            raise ApiError(400, "text_or_button", "Send either a text or a button.")
        if "button" in body:
            button = typed_text(body["button"], "button", MAX_CLIENT_ID)
            await limits.message(conversation, address(request))
            answered = await turns.press(conversation, client_message_id, button)
        else:
            typed = typed_text(body["text"])
            await limits.message(conversation, address(request))
            answered = await turns.say(conversation, client_message_id, typed)
        return json({"message_id": answered.id, "turn": answered.turn, "reply": shown(answered)})

    @routes.get("/history")
    async def history(request: Request) -> HTTPResponse:
        conversation = _conversation(request)
        turns, votes = await inbox.history(conversation), await inbox.votes(conversation)
        return json({"conversation": conversation, "turns": [_turn(each, votes.get(each.turn)) for each in turns]})

    @routes.post("/feedback")
    async def feedback(request: Request) -> HTTPResponse:
        conversation = _conversation(request)
        body = _body(request, {"turn", "vote", "comment"})
        turn, vote = body.get("turn"), body.get("vote")
        if not isinstance(turn, int) or isinstance(turn, bool) or not 0 < turn < MAX_TURN:
            raise ApiError(400, "turn_missing", "Say which turn the feedback is on.")
        if vote not in ("up", "down"):
            raise ApiError(400, "vote_missing", "The vote is 'up' or 'down'.")
        comment = redact(typed_text(body["comment"], "comment", MAX_COMMENT, may_be_blank=True)) if "comment" in body else None
        if await inbox.turn(conversation, turn) is None:
            raise ApiError(400, "turn_unknown", "This conversation has no such turn.")
        await inbox.give_feedback(conversation, turn, vote, comment)
        return empty()

    @routes.post("/restart")
    async def restart(request: Request) -> HTTPResponse:
        await inbox.start_again(_conversation(request))
        return empty()

    @routes.get("/transcript")
    async def transcript(request: Request) -> HTTPResponse:
        conversation = _conversation(request)
        headers = {"Content-Disposition": 'attachment; filename="rrn-assistant.txt"'}
        return text(written_conversation(conversation, await inbox.history(conversation)), headers=headers)

    @routes.get("/reference")
    async def reference(request: Request) -> HTTPResponse:
        try:
            return json(await assistant.reference(), headers={"Cache-Control": "max-age=60"})
        except AssistantUnavailableError as error:
            raise ApiError(503, "assistant_unavailable", "The reference cannot be shown just now. Please try again in a moment.") from error

    @routes.get("/register")
    async def register(request: Request) -> HTTPResponse:
        given = request.get_args(keep_blank_values=True)  # "page=" is no page, and not the first
        search = typed_text(given.get("search", ""), "search", MAX_NAME, may_be_blank=True)
        page = given.get("page", "1") or ""
        if not PAGE_NUMBER.fullmatch(page):
            raise ApiError(400, "page_invalid", "Pages are numbered from 1.")
        await limits.look_up(address(request))
        try:
            return json(await assistant.register(search, int(page)))
        except AssistantUnavailableError as error:
            raise ApiError(503, "assistant_unavailable", "The register cannot be shown just now. Please try again in a moment.") from error

    def _conversation(request: Request) -> str:
        return tokens.conversation(bearer(request))

    return routes


def address(request: Request) -> str:
    """Returns the address a request comes from; that of ``X-Forwarded-For`` only behind a trusted proxy."""
    return str(request.remote_addr or request.ip)


def bearer(request: Request) -> str:
    """Returns the token of a request's ``Authorization`` header, empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def json_object(request: Request, types: tuple[str, ...] = ("application/json",)) -> dict[str, Any]:
    """Returns the JSON object that a request carries under one of the content types.

    Raises:
        ApiError: It is of another type, or no JSON object.
    """
    if request.content_type.partition(";")[0].strip().lower() not in types:
        raise ApiError(415, "not_json", "Send the request as application/json.")
    try:
        body = request.load_json()
    except Exception as error:  # a lone surrogate or a deep nesting fails in the JSON library's own way
        raise ApiError(400, "json_invalid", "The request is not valid JSON.") from error
    if not isinstance(body, dict):
        raise ApiError(400, "fields_unknown", "Send a JSON object.")
    return body


def _body(request: Request, known: set[str]) -> dict[str, Any]:
    body = json_object(request)
    if not set(body) <= known:
        raise ApiError(400, "fields_unknown", f"Send an object with these fields: {', '.join(sorted(known))}.")
    return body


def _turn(message: Message, vote: str | None) -> dict[str, Any]:
    reply = shown(message) or None
    return {
        "turn": message.turn,
        "at": _moment(message.at),
        "text": message.text,
        "reply": reply,
        "client_message_id": message.client_message_id,
        "vote": vote,
    }


def _moment(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
