#!/bin/sh
# Starts the registry and the web server; ends when the web server does.
set -eu
docker-registry serve /standin/registry.yml >/dev/null 2>&1 &
exec nginx -c /standin/nginx.conf -g 'daemon off;'
