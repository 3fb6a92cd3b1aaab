#!/usr/bin/env bash
# Makes sure of nginx, and of PostgreSQL, Redis and RabbitMQ where none answers on its usual port of this machine (Debian's packages).
set -euo pipefail

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
install() {
  echo "Installing $1 from Debian ..."
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends "$1"; } >/dev/null 2>&1 || {
    echo "$1 is needed and could not be installed. Install it (apt-get install $1), or name one that runs elsewhere: docs/scaling.md"; exit 1; }
}
start() { answers "$2" || { install "$1"; $as_root service "$3" start >/dev/null 2>&1 || true; }; }

export PATH="$PATH:/usr/sbin"
command -v nginx >/dev/null || {
  install nginx-light
  # The package starts a site of its own on port 80; we start nginx ourselves, on ports of our own.
  $as_root service nginx stop >/dev/null 2>&1 || true
}
[ -n "${RRN_SCALED_POSTGRES:-}" ] || start postgresql 5432 postgresql
[ -n "${RRN_SCALED_REDIS:-}" ] || start redis-server 6379 redis-server
[ -n "${RRN_SCALED_RABBITMQ:-}" ] || start rabbitmq-server 5672 rabbitmq-server
