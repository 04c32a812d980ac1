#!/bin/sh
# The one open issue labelled "rot" tells what failed in the newest run of verify: ./rot.sh FILE
#
# FILE   what failed, its first line the title; not there if nothing did
# RESULT what became of the run's jobs: "success" if every one passed
# REPORT "true", or nothing is written to GitHub
# RUN    the address of the run
set -eu

issue=$(gh issue list --label rot --state open --limit 1 --json number --jq '.[].number')
if [ "$REPORT" != true ]; then
  gh() { echo "not done: gh $1 $2"; }
fi
if [ -s "$1" ]; then
  title=$(head -n 1 "$1")
  printf '\n[The run](%s)\n' "$RUN" >>"$1"
  if [ -n "$issue" ]; then
    gh issue comment "$issue" --body-file "$1"
  else
    gh label create rot --force --color B60205 \
      --description 'A documented command no longer does what the guide says'
    gh issue create --label rot --title "$title" --body-file "$1"
  fi
elif [ "$RESULT" != success ]; then
  echo "Nothing failed, but not every job passed ($RESULT): that proves nothing."
elif [ -n "$issue" ]; then
  gh issue close "$issue" --comment "Everything passed in [this run]($RUN)."
else
  echo 'Everything passed, and no issue is open.'
fi
