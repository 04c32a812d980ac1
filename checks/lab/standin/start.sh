#!/bin/sh
# Starts the name server, the registry and the web server; ends when the web server does.
set -eu
# It passes on what the engine's own name server says, which answers in this container only.
dnsmasq --no-hosts --no-resolv --server=127.0.0.11 --cache-size=0 --user=root
docker-registry serve /standin/registry.yml >/dev/null 2>&1 &
exec nginx -c /standin/nginx.conf -g 'daemon off;'
