"""The secret by which our servers on loopback know one another."""

from __future__ import annotations

import hmac

#: The header that carries it, and the variable that sets it.
SECRET_HEADER = "X-RRN-Secret"
SECRET_VARIABLE = "RRN_CHANNEL_SECRET"


def is_known(given: str | None, secret: str) -> bool:
    """Says whether a header's value is the secret, in a time that does not tell how much of it is right."""
    return hmac.compare_digest((given or "").encode(), secret.encode())
