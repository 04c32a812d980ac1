#!/bin/sh
# As in the official image: a configuration file means "serve", a subcommand is the registry's.
set -eu
case "$1" in
*.yaml | *.yml) set -- registry serve "$@" ;;
serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
