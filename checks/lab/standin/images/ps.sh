#!/bin/sh
# busybox's `ps` with the column TIME, which the official image's has (FEATURE_PS_TIME, part of
# `make defconfig`) and Debian's has not. Asked for anything else, Debian's answers.
[ $# = 0 ] || exec /bin/busybox ps "$@"
numbers=$(cd /proc && echo [0-9]* | tr ' ' '\n' | sort -n)
echo 'PID   USER     TIME  COMMAND'
for pid in $numbers; do
  read -r stat 2>/dev/null <"/proc/$pid/stat" || continue
  user=$(stat -c %U "/proc/$pid") words=$(tr '\0' ' ' <"/proc/$pid/cmdline")
  [ "$user" != UNKNOWN ] || user=$(stat -c %u "/proc/$pid")
  command=${stat#*\(}
  : "${words:=[${command%)*}]}"
  [ "$pid" != $$ ] || words='ps'
  # After the name, which may hold anything: the 12th and 13th are user and system time.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  seconds=$(((${12} + ${13}) / 100))
  printf '%5d %-8.8s %3d:%02d %s\n' "$pid" "$user" $((seconds / 60)) $((seconds % 60)) "${words% }"
done
