"""Whether a machine is as it was: what lets one machine take many mutants.

A fresh machine for each mutant would have to replay the lesson up to the step: most of the time
would go there. Most mutants, though, are refused by the program that they are given to and leave
everything as it was. So the machine is looked at before and after; only if nothing differs, the
next mutant may have it. A look takes a quarter of a second. What it sees is on the safe side: when
in doubt the machine counts as changed.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from checks.lab.machine import Site
from checks.lab.terminal import Terminal

_SCRIPT = Path(__file__).with_name("probe.pl").read_text(encoding="utf-8")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JSON = ("containers", "images", "volumes", "networks", "daemon")

_PASSING = _words(
    """
    ExecIDs Log FailingStreak SystemTime NGoroutines NFd NEventsListener UsageData LastTagTime
    Warnings
    """
)
"""Keys of Docker's answers that change while nothing happens."""

_GOING = _words("processes sockets network networks containers mounts units daemon") | {
    "temporary files"
}
"""Sections that end a moment after the command that changed them."""

_PASSING_PROCESS = re.compile(r"runc|\(sd-|containerd-shim-runc-v2 .* (delete|start)|<defunct>")

# bash's own variables that change by themselves.
_PASSING_VARIABLE = re.compile(
    r"^declare \S+ (RANDOM|SRANDOM|SECONDS|EPOCH\w+|BASH\w*|LINENO|_|PIPESTATUS|FUNCNAME"
    r"|COMP_\w+|HIST\w+|DIRSTACK|__lesson_\w+)(=.*)?\n",
    re.MULTILINE,
)

# `(exit N)` gives back the step's own exit code, which the next step may ask for with `$?`.
_ASK_SHELL = (
    "{ builtin declare -p; builtin declare -f; builtin alias; builtin shopt -p; "
    "builtin shopt -po; builtin trap -p; builtin umask; builtin pwd; builtin ulimit -a; "
    'builtin jobs -lr; builtin echo "@hash"; builtin hash -l; } 2> /dev/null; '
    '(builtin exit "${__lesson_exit:-0}")'
)
_LIMIT = 20.0

Look = dict[str, str]
"""What a site is, in sections."""


@dataclass(frozen=True)
class ShellMemory:
    """What a shell remembers of the last commands: given back before the next mutant."""

    exit: int
    hashed: tuple[str, ...]

    def restore(self, terminal: Terminal) -> None:
        lines = ["builtin hash -r", *self.hashed, f"(builtin exit {self.exit})"]
        terminal.run("\n".join(lines), _LIMIT)


def subjects(text: str) -> list[str]:
    """What a lesson and its checks look at that grows with every command: ask for it only then."""
    found = []
    if re.search(r"\blogs\b|json\.log|LogPath|log-(driver|opt)", text):
        found.append("logs")
    if "/var/log" in text:
        found.append("log-files")
    if "event" in text:
        found.append("events")
    if "journal" in text or "systemctl status" in text:
        found.append("journal")
    if ".answers(" in text:
        found.append("answers")
    return found


def look(site: Site, about: list[str], module: ModuleType) -> tuple[Look, ShellMemory]:
    """Look at all machines of a site, the lesson's shell, and what the checks keep to themselves.

    Raises StepError where a machine does not answer.
    """
    found: Look = {}
    script = f"perl -e {shlex.quote(_SCRIPT)} -- {' '.join(about)}"
    for machine in site.machines:
        said = machine.terminal.check(script, _LIMIT)
        text = gzip.decompress(base64.b64decode(bytes(said.stdout))).decode("utf-8", "replace")
        for section in text.split("\x1e")[1:]:
            name, _, rest = section.partition("\n")
            found[f"{machine.name}: {name}"] = _settled(name, rest)
    shell, memory = _shell(site.machines[0].terminal)
    found["shell"] = shell
    found["checks"] = _kept(module)
    answers = site.answers()
    found["stand-in"] = (
        str(len(answers))
        if "answers" in about
        else str(
            [a for a in answers if not a.request.startswith(("GET", "HEAD")) and a.status < 400]
        )
    )
    return found, memory


def _settled(name: str, text: str) -> str:
    """A section without what passes by itself."""
    if name in _JSON:
        return "\n".join(_settled_json(line) for line in text.splitlines())
    if name == "processes":
        return "\n".join(x for x in text.splitlines() if not _PASSING_PROCESS.search(x))
    return text


def _settled_json(line: str) -> str:
    try:
        data = json.loads(line)
    except ValueError:
        return line

    def settled(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: settled(v) for k, v in sorted(value.items()) if k not in _PASSING}
        return [settled(x) for x in value] if isinstance(value, list) else value

    # One fact a line, so that a difference can be read.
    return json.dumps(settled(data), indent=0, sort_keys=True)


def _shell(terminal: Terminal) -> tuple[str, ShellMemory]:
    """The lesson's shell: variables, functions, options, traps, working folder, jobs."""
    done = terminal.run(_ASK_SHELL, _LIMIT)
    state, _, hashed = str(done.stdout).partition("@hash\n")
    remembered = tuple(x for x in hashed.splitlines() if x.startswith("builtin hash -p "))
    return _PASSING_VARIABLE.sub("", state), ShellMemory(done.exit or 0, remembered)


def _kept(module: ModuleType) -> str:
    """The data in a check's module: what one check keeps for a later one."""
    plain = (str, int, float, bytes, list, dict, set, tuple, type(None))
    return "\n".join(
        f"{name} = {value!r}"
        for name, value in sorted(vars(module).items())
        if isinstance(value, plain) and not name.startswith(("__", "@"))
    )


def differences(before: Look, after: Look) -> list[str]:
    """The sections in which two looks differ."""
    return sorted(name for name in {*before, *after} if before.get(name, "") != after.get(name, ""))


def passing(sections: list[str]) -> bool:
    """Whether what differs may be on its way out, so that a second look is worth its time."""
    return all(name.rpartition(": ")[2] in _GOING for name in sections)


def explained(before: Look, after: Look) -> str:
    """The differences, for the one who wonders why a machine counts as changed."""
    lines = []
    for name in differences(before, after):
        old, new = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        gone = [f"- {x}" for x in old if x not in {*new}]
        come = [f"+ {x}" for x in new if x not in {*old}]
        # A digest says nothing to anybody.
        told = [x for x in gone + come if not re.match(r"[-+] [0-9a-f]{64}", x)] or ["its order"]
        lines += [f"    {name}: {x}"[:160] for x in told[:1]]
    return "\n".join(lines)
