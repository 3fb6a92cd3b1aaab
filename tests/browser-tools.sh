#!/usr/bin/env bash
# Makes sure of what the tests of the front need: Chromium (Debian's) and, from npm, TypeScript for the types of the widget,
# clients that others made, and Lighthouse.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v chromium >/dev/null; then
  echo "Installing Chromium from Debian for the browser tests ..."
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 || {
    echo "Chromium is needed for the browser tests and could not be installed. Install it: apt-get install chromium"; exit 1; }
fi
command -v npm >/dev/null || { echo "npm is needed for the tests of the front. Install Node.js 20 or later."; exit 1; }
[ -x widget/node_modules/.bin/tsc ] || npm ci --prefix widget --silent --no-audit --no-fund 2>/dev/null
npm_installed=web/tests/node/node_modules/.package-lock.json
[ "$npm_installed" -nt web/tests/node/package-lock.json ] || npm ci --prefix web/tests/node --ignore-scripts --silent --no-audit --no-fund
widget/node_modules/.bin/tsc -p widget
