#!/bin/sh
# As in the official image: the server runs as the user redis, owns its data, and is not in the
# protected mode that a distribution's package turns on.
set -eu
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown redis .
  # By its path: busybox's shell would take its own, which cannot change users.
  exec /usr/bin/setpriv --reuid=999 --regid=999 --clear-groups "$0" "$@"
fi
if [ "$1" = redis-server ]; then
  shift
  exec redis-server --protected-mode no "$@"
fi
exec "$@"
