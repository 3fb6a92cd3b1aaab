"""Who asks: session tokens that the front signs, and the sign-in of an intranet."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import time
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
from jwt.types import Options

from rrn_web.errors import ApiError
from rrn_web.key_file import KeyFile
from rrn_web.settings import Intranet

ISSUER = "rrn-assistant"
#: Longest token that is looked at, in characters.
MAX_TOKEN = 4096
#: Tokens that are kept in mind once they were found to be ours.
KNOWN_TOKENS = 10_000
#: Begins what a person is written down as.
HASHED = "hmac-sha256:"


@dataclass(frozen=True)
class Session:
    """A session token and what it stands for."""

    token: str
    conversation: str
    expires_at: dt.datetime


class SessionTokens:
    """Issues and reads session tokens.

    Args:
        secret: The key they are signed with.
        hours: How long one lasts.
    """

    def __init__(self, secret: str, hours: int) -> None:
        self._secret = secret
        self._lasts = dt.timedelta(hours=hours)
        #: A token is checked once: its signature takes a good part of what the front adds to a turn.
        self._known = lru_cache(KNOWN_TOKENS)(self._checked)

    def issue(self, conversation: str) -> Session:
        """Returns a new token for a conversation."""
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        expires = now + self._lasts
        claims = {"iss": ISSUER, "sub": conversation, "iat": now, "exp": expires}
        return Session(jwt.encode(claims, self._secret, algorithm="HS256"), conversation, expires)

    def conversation(self, token: str) -> str:
        """Returns the conversation of a token.

        Raises:
            ApiError: The token is not ours, or has expired.
        """
        try:
            conversation, ends = self._known(token)
        except jwt.PyJWTError as error:
            raise ApiError(401, "session_invalid", "This conversation is not known here. Please start a new one.") from error
        if ends <= time.time():
            raise ApiError(401, "session_expired", "This conversation has ended. Please start a new one.")
        return conversation

    def _checked(self, token: str) -> tuple[str, float]:
        """Returns the conversation of a token that we signed, and when it ends."""
        if not token.isascii() or len(token) > MAX_TOKEN:
            raise jwt.InvalidTokenError("not one of ours")
        # When it ends is looked at each time.
        options: Options = {"require": ["exp", "sub", "iss"], "verify_exp": False}
        claims = jwt.decode(token, self._secret, algorithms=["HS256"], issuer=ISSUER, options=options)
        return str(claims["sub"]), float(claims["exp"])


def new_conversation() -> str:
    """Returns a conversation id that nobody can guess."""
    return f"c{secrets.token_urlsafe(18)}"  # on a command line, what begins with "-" is an option


def hashed(person: str, key: str) -> str:
    """Returns what a person is written down as: it is found again by who knows the key, and tells nothing to who does not."""
    return HASHED + hmac.new(key.encode(), f"person {person}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def intranet_person(issuer: str, subject: str) -> str:
    """Returns a person of an intranet."""
    return f"{issuer}|{subject}"


def client_person(secret: uuid.UUID) -> str:
    """Returns the person that a standard client's own random UUID stands for."""
    return f"client:{hashlib.sha256(secret.bytes).hexdigest()}"


def random_uuid(text: str) -> uuid.UUID | None:
    """Returns a UUID of version 4 (RFC 9562, section 5.4: 122 random bits); the other versions can be guessed."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if found.version == 4 else None


class IntranetSignIn:
    """Reads the tokens with which an intranet signs its people in.

    Raises:
        ValueError: The file of keys cannot be read.
    """

    def __init__(self, intranet: Intranet) -> None:
        self._intranet = intranet
        self._keys = KeyFile(intranet.jwks) if intranet.jwks else None

    def person(self, token: str) -> str:
        """Returns who is signed in, as issuer and subject.

        Raises:
            ApiError: The token is not one of this intranet's, not for us, or has expired.
        """
        try:
            claims = self._claims(token)
        except jwt.ExpiredSignatureError as error:
            raise ApiError(401, "sign_in_expired", "Your sign-in has expired. Please reload the page.") from error
        except jwt.InvalidAudienceError as error:
            raise ApiError(401, "sign_in_wrong_audience", "This sign-in is not meant for the assistant.") from error
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
            raise ApiError(401, "sign_in_invalid", "This sign-in is not valid for the assistant.") from error
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            raise ApiError(401, "sign_in_invalid", "This sign-in is not valid for the assistant.")
        return intranet_person(self._intranet.issuer, subject)

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_TOKEN:
            raise jwt.InvalidTokenError("too long")
        key: Any = self._intranet.secret
        algorithms = ["HS256"]
        if self._keys:
            # The key decides the algorithm, never the token.
            key = self._keys.key(jwt.get_unverified_header(token).get("kid", ""))
            algorithms = [key.algorithm_name]
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=algorithms,
            issuer=self._intranet.issuer,
            audience=self._intranet.audience,
            leeway=self._intranet.leeway_seconds,
            options={"require": ["exp", "iat", "sub", "iss", "aud"]},
        )
        return claims
