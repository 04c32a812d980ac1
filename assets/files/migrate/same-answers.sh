#!/bin/sh
# Asks an old and a new server the same and says whether they answer the same: status, type of
# content and content.
#
#   sh same-answers.sh http://OLD http://NEW /path [/path ...]
#
# Ends with 1 if one answer differs, with 2 if a server does not answer at all.
set -u
if [ "$#" -lt 3 ]; then
  echo "usage: sh same-answers.sh http://OLD http://NEW /path [/path ...]" >&2
  exit 2
fi
old=${1%/} new=${2%/} worst=0
shift 2
here=$(mktemp -d) || exit 2
trap 'rm -r "$here"' EXIT

# ask NAME URL: the answer into a file of that name, its status and type on standard output.
ask() {
  curl --silent --show-error --max-time 30 --output "$here/$1" \
    --write-out '%{http_code} %{content_type}' "$2" || exit 2
}

for path; do
  there=$(ask old "$old$path") || exit 2
  now=$(ask new "$new$path") || exit 2
  if [ "$there" != "$now" ]; then
    echo "DIFFERENT $path: $there, now $now"
    worst=1
  elif ! cmp -s "$here/old" "$here/new"; then
    echo "DIFFERENT $path: $there, other content ($(wc -c <"$here/old") and $(wc -c <"$here/new") bytes)"
    worst=1
  else
    echo "same      $path: $there"
  fi
done
exit "$worst"
