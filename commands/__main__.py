"""``python -m commands``: the command ``rrn``."""

import sys

from commands.entry import main

if __name__ == "__main__":
    sys.exit(main())
