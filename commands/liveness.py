"""Whether a server that runs also answers: one that hangs is as good as dead, and does not end by itself."""

from __future__ import annotations

import http.client
import subprocess
import time
from urllib.parse import urlsplit

#: Longest wait for a server's first answer, in seconds: it loads meanwhile.
START_WITHIN = 180.0
#: A server that answered and has then been silent for so long hangs.
HANGS_AFTER = 10.0
#: Longest wait for one answer.
ANSWERS_WITHIN = 1.0

#: In the place of a status: the connection was taken and closed without a word, as a front does with one too many.
CLOSED = 0


def status_of(url: str, within: float) -> int | None:
    """Returns the status that an address of this machine answers with; None where it does not answer in time."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=within)
    try:
        connection.request("GET", address.path)
        return connection.getresponse().status
    except ConnectionRefusedError:
        return None
    except (ConnectionError, http.client.HTTPException):
        return CLOSED
    except OSError:
        return None
    finally:
        connection.close()


class Liveness:
    """The answers of one server, whichever process it is just now.

    Args:
        url: What costs it next to nothing to answer.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = 0.0
        self._patience = START_WITHIN

    def silent_for(self, process: subprocess.Popen[bytes]) -> float:
        """Asks the server for an answer; returns for how many seconds it has given none, and 0 as long as that is not too long."""
        if process is not self._process:
            self._process, self._heard, self._patience = process, time.monotonic(), START_WITHIN
        if status_of(self._url, ANSWERS_WITHIN) is not None:
            self._heard, self._patience = time.monotonic(), HANGS_AFTER
        silent = time.monotonic() - self._heard
        return silent if silent > self._patience else 0
