#!/bin/sh
# As in the official image: the server runs as the user redis, owns its data, lets nobody else read
# what it writes, and is not in the protected mode that a distribution's package turns on.
set -eu
case "$1" in
-* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown redis .
  exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi
[ "$(umask)" != 0022 ] || umask 0077
if [ "$1" = redis-server ]; then
  shift
  echo 'Starting Redis Server'
  exec redis-server --protected-mode no "$@"
fi
exec "$@"
