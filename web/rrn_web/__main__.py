"""``python -m rrn_web``: serves the front until it is told to stop."""

from __future__ import annotations

import logging
import sys

from rrn_web.app import create_app
from rrn_web.open_connections import CountedProtocol, allow_files
from rrn_web.settings import SettingsError, read_settings


def main() -> None:
    """Serves the front; a wrong setting ends it with one line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = read_settings()
        app = create_app(settings)
    except (SettingsError, ValueError) as error:
        sys.exit(str(error))
    allow_files(settings)
    app.run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False, protocol=CountedProtocol)


if __name__ == "__main__":
    main()
