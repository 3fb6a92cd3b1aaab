"""Whose conversation a standard client of Rasa speaks in: what its ``sender`` or ``session_id`` may mean, and what not.

Rasa's own channels take any id from anybody, so that whoever guesses one reads and writes another's conversation. Here an id opens
a conversation only if nobody can guess it: a session token that the front signed, or a random UUID of the client's own making.
Any other id, such as a name or a number, is not looked up: such a message begins a conversation of its own, under a new token.
"""

from __future__ import annotations

from dataclasses import dataclass

from rrn_web.errors import ApiError
from rrn_web.identity import IntranetSignIn, SessionTokens, client_person, random_uuid
from rrn_web.inbox import Inbox
from rrn_web.rate_limits import RateLimits


@dataclass(frozen=True)
class Sender:
    """A conversation, and the id under which its client goes on with it."""

    conversation: str
    id: str


class Senders:
    """Finds the conversation of a standard client.

    Args:
        inbox: Where conversations stand.
        tokens: The front's own tokens.
        sign_in: Sign-in of an intranet, None where there is none.
        limits: They count new conversations.
    """

    def __init__(self, inbox: Inbox, tokens: SessionTokens, sign_in: IntranetSignIn | None, limits: RateLimits) -> None:
        self._inbox, self._tokens, self._sign_in, self._limits = inbox, tokens, sign_in, limits

    async def signed_in(self, token: str, address: str) -> Sender:
        """Returns the sender of a token of ours or of the intranet; ids that the client sends besides mean nothing.

        Raises:
            ApiError: The token is neither, or has expired.
        """
        try:
            return Sender(self._tokens.conversation(token), token)
        except ApiError:
            if self._sign_in is None:
                raise
        return await self._person(self._sign_in.person(token), "", address)

    async def known_by(self, claimed: object, address: str) -> Sender:
        """Returns the sender of an id that a client sends.

        Raises:
            ApiError: The address has begun too many conversations.
        """
        if isinstance(claimed, str):
            secret = random_uuid(claimed)
            if secret:
                return await self._person(client_person(secret), claimed, address)
            try:
                return Sender(self._tokens.conversation(claimed), claimed)
            except ApiError:
                pass  # expired, or no token: a conversation of its own
        await self._limits.session(address)
        conversation = await self._inbox.start()
        return Sender(conversation, self._tokens.issue(conversation).token)

    async def _person(self, person: str, claimed: str, address: str) -> Sender:
        conversation = await self._inbox.find(person)
        if conversation is None:
            await self._limits.session(address)
            conversation = await self._inbox.start(person)
        return Sender(conversation, claimed or self._tokens.issue(conversation).token)
