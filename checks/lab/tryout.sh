#!/bin/bash
# The shell of `nox -s try`, read instead of ~/.bashrc. F2 takes the next step of ~/.steps, where
# each ends with a zero byte, into the line that is being typed.
# shellcheck source=/dev/null
[ -r ~/.bashrc ] && . ~/.bashrc
mapfile -d '' -t __steps <~/.steps
__next_step() {
  if [ "${#__steps[@]}" -gt 0 ]; then
    READLINE_LINE=${__steps[0]}
    READLINE_POINT=${#READLINE_LINE}
    __steps=("${__steps[@]:1}")
  fi
}
bind -x '"\eOQ": __next_step'
bind -x '"\e[12~": __next_step'
cat ~/.welcome
