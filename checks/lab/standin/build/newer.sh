#!/bin/sh
# Adds another suite of the same archive to apt's sources, as they are written in either form.
#
#   newer.sh NOW SUITE [FOLDER]     NOW: the suite whose sources are taken    FOLDER: /etc/apt
set -eu
cd "${3:-/etc/apt}"
cat sources.list sources.list.d/*.list 2>/dev/null | sed --quiet "s/ $1 / $2 /p" >newer || true
mv newer sources.list.d/newer.list
# deb822 (sources.list(5)): of its paragraphs those whose first suite is NOW, not its updates alone.
cat sources.list.d/*.sources 2>/dev/null | awk -v RS= -v ORS='\n\n' -v now="$1" -v suite="$2" '
  $0 ~ "(^|\n)Suites: *" now "([ \n]|$)" { sub(/Suites:[^\n]*/, "Suites: " suite); print }' >newer || true
mv newer sources.list.d/newer.sources
[ -s sources.list.d/newer.list ] || [ -s sources.list.d/newer.sources ] || {
  echo "None of apt's sources is for $1, so there is none to take $2 from." >&2
  exit 1
}
