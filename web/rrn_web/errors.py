"""Errors as the API gives them: a status, a stable code, and a sentence that a person can read."""

from __future__ import annotations

from typing import Any

from sanic import json
from sanic.response import HTTPResponse


class ApiError(Exception):
    """An error with its status, code and sentence.

    Attributes:
        fields: Further fields of the error object.
        retry_after: Seconds until it is worth trying again, None where that is not known.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None, **fields: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.retry_after, self.fields = retry_after, fields

    def response(self) -> HTTPResponse:
        """Returns the error as an answer."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after is not None else {}
        return json({"error": {"code": self.code, "message": self.message, **self.fields}}, status=self.status, headers=headers)


#: Seconds after which it is worth asking again for what is away.
AWAY_RETRY_AFTER = 5
#: What is said for errors of the server itself, by status.
BY_STATUS = {
    400: ("bad_request", "This request is not valid."),
    401: ("not_signed_in", "This conversation has ended or is not known here. Please start a new one."),
    403: ("forbidden", "This page may not use the assistant."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take such a request."),
    408: ("too_slow", "The request took too long to arrive. Please try again."),
    413: ("too_large", "This message is too large. Please shorten it."),
    414: ("too_large", "This address is too long."),
    415: ("not_json", "Send the request as application/json."),
    417: ("bad_request", "This request is not valid."),
    500: ("internal_error", "Something went wrong here. Please try again."),
    503: ("unavailable", "The assistant cannot answer just now. Please try again in a moment."),
}


def error_of_status(status: int) -> ApiError:
    """Returns the error for a status."""
    code, message = BY_STATUS.get(status, BY_STATUS[400 if status < 500 else 500])
    return ApiError(status, code, message)


def or_ring(office: str) -> str:
    """Returns the end of a sentence that names the office; empty where its number is not known."""
    return f", or ring the Intelligensa office on {office}" if office else ""


def away(office: str, kept: bool = False, **fields: Any) -> ApiError:
    """Returns what is said where a part that an answer needs does not answer.

    Args:
        office: The office's telephone number.
        kept: The question is written down.
        fields: Further fields of the error object.
    """
    written = " Your question is kept." if kept else ""
    text = f"The assistant cannot answer just now.{written} Please try again in a moment{or_ring(office)}."
    return ApiError(503, "assistant_unavailable", text, retry_after=AWAY_RETRY_AFTER, **fields)
