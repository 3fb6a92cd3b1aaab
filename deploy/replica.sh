#!/bin/bash
# One part of a replica in its container: "front" or "rasa"; "alive" asks Rasa of the same pod.
set -euo pipefail
case "${1:-}" in
  front)
    cd /app/web
    RRN_OFFICE="${RRN_OFFICE:-$(sed -n 's/^office: *//p' "${RRN_DATA:-/app/data}/texts.yml")}"
    export RRN_OFFICE RRN_HOST="${RRN_HOST:-0.0.0.0}"
    exec .venv/bin/python -m rrn_web
    ;;
  rasa)
    cd /app
    exec .venv/bin/rrn serve
    ;;
  alive) # Rasa answers at all; whether it is ready is asked through the front
    exec /app/.venv/bin/python -c "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + (os.environ.get('RRN_RASA_PORT') or '5005'), timeout=8)"
    ;;
  *)
    echo "Say which part: front, rasa or alive." >&2
    exit 2
    ;;
esac
