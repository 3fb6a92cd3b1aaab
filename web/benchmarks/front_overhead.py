"""What the front costs a turn: the same question through the front and straight to Rasa's private channel, in turns, in pairs.

Start the assistant with a secret that is known, and then, with the same settings in the environment:

    RRN_CHANNEL_SECRET=... make run
    RRN_CHANNEL_SECRET=... web/.venv/bin/python web/benchmarks/front_overhead.py
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import time
import uuid
from collections.abc import Callable

QUESTIONS = (
    "Does it apply to schools?",
    "What does the CQC expect?",
    "How long does certification take?",
    "Is Intelligensa certified?",
    "How much does certification cost?",
)
#: Turns of one conversation, on both ways: a long one is slower, and this is not about that.
TURNS = 20


def main() -> None:
    """Prints the medians of both ways and of the difference within the pairs, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=1000)
    pairs = parser.parse_args().pairs
    front = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("RRN_PORT") or 8080))
    rasa = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("RRN_RASA_PORT") or 5005))
    secret = {"X-RRN-Secret": os.environ["RRN_CHANNEL_SECRET"]}
    token: dict[str, str] = {}
    direct = ""

    def through_the_front(question: str) -> None:
        _post(front, "/api/messages", {"text": question, "client_message_id": uuid.uuid4().hex}, token)

    def straight(question: str) -> None:
        _post(rasa, "/webhooks/rrn/turn", {"conversation": direct, "message_id": uuid.uuid4().hex, "text": question}, secret)

    times: dict[str, list[float]] = {"front": [], "direct": []}
    for place in range(-TURNS, pairs):  # the first conversation warms up
        if place % TURNS == 0:
            token = {"Authorization": f"Bearer {_post(front, '/api/session', {}, {})['token']}"}
            direct = f"overhead-{uuid.uuid4().hex}"
        question = QUESTIONS[place % len(QUESTIONS)]
        ways: list[tuple[str, Callable[[str], None]]] = [("front", through_the_front), ("direct", straight)]
        for name, ask in ways if place % 2 else reversed(ways):
            begun = time.perf_counter()
            ask(question)
            if place >= 0:
                times[name].append((time.perf_counter() - begun) * 1000)
    differences = [one - other for one, other in zip(times["front"], times["direct"], strict=True)]
    low, middle, high = statistics.quantiles(differences, n=4)
    for name, each in times.items():
        print(f"{name:7} median {statistics.median(each):6.2f} ms, fastest tenth {statistics.quantiles(each, n=10)[0]:6.2f} ms")
    print(f"overhead of the front, {pairs} pairs: median {middle:.2f} ms, quartiles {low:.2f} to {high:.2f} ms")


def _post(connection: http.client.HTTPConnection, path: str, body: dict[str, str], headers: dict[str, str]) -> dict[str, str]:
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    answer: dict[str, str] = json.loads(response.read())
    if response.status not in (200, 201):
        raise SystemExit(f"{path} answered {response.status}: {answer}")
    return answer


if __name__ == "__main__":
    main()
