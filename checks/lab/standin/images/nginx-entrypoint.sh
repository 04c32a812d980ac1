#!/bin/sh
# What the official image does before nginx starts, and says meanwhile: it runs what lies in
# /docker-entrypoint.d, of which one script changes a file: nginx answers on IPv6 as well.
set -eu
say() { [ "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$*"; }
case "$1" in
nginx | nginx-debug)
  page=/etc/nginx/conf.d/default.conf
  ipv6=10-listen-on-ipv6-by-default.sh
  say "$0: /docker-entrypoint.d/ is not empty, will attempt to perform configuration"
  say "$0: Looking for shell scripts in /docker-entrypoint.d/"
  say "$0: Launching /docker-entrypoint.d/$ipv6"
  say "$ipv6: info: Getting the checksum of $page"
  if [ -e /proc/net/if_inet6 ] && [ -w "$page" ] && ! grep -q ']:80;' "$page"; then
    sed -i 's/listen  *80;/&\n    listen  [::]:80;/' "$page"
    say "$ipv6: info: Enabled listen on IPv6 in $page"
  fi
  say "$0: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh"
  say "$0: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh"
  say "$0: Launching /docker-entrypoint.d/30-tune-worker-processes.sh"
  say "$0: Configuration complete; ready for start up"
  ;;
esac
exec "$@"
