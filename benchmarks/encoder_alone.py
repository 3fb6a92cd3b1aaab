"""The encoder alone: reads texts from standard input as a JSON list, writes the milliseconds of each to standard output."""

from __future__ import annotations

import json
import sys
import time

from rrn.understanding.encoder import Encoder

#: Texts encoded first and not counted.
WARM_UP = 20


def main() -> None:
    """Encodes the texts."""
    texts = json.load(sys.stdin)
    encoder = Encoder()
    for text in texts[:WARM_UP]:
        encoder.encode(text)
    taken = []
    for text in texts:
        began = time.perf_counter()
        encoder.encode(text)
        taken.append((time.perf_counter() - began) * 1000)
    json.dump(taken, sys.stdout)


if __name__ == "__main__":
    main()
