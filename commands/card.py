"""Prints the reply object of one answer or topic of the content of ``RRN_DATA``: ``python -m commands.card ID``."""

from __future__ import annotations

import json
import sys

from rrn.content import content
from rrn.dialogue import says

if __name__ == "__main__":
    name = sys.argv[1]
    print(json.dumps((says.answer(name) if name in content().answers else says.not_covered(name)).to_dict(), ensure_ascii=False))
