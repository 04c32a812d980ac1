"""What bash says of a piece of shell: `bash -n` reads it to its end and runs nothing of it."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache

from checks.guide.problem import GuideError, Problem

_COMPLAINT = re.compile(r"line (\d+): (.*)")
_OPEN = re.compile(r"here-document at line (\d+) delimited by end-of-file \(wanted `(.*)'\)")


def complaint(command: str) -> tuple[int, str] | None:
    """What bash finds incomplete or wrong in `command`, or warns about: the line, which counts from
    1, and the message. None if it is in order. Raises GuideError if there is no bash."""
    ran = _read(command + "\n")
    if not ran.returncode and not ran.stderr:
        return None
    found = _COMPLAINT.search(ran.stderr)
    if not found:
        return 1, ran.stderr.strip() or f"nothing, and exits {ran.returncode}"
    return int((_OPEN.search(found[2]) or found)[1]), found[2]


def open_document(lines: list[str]) -> tuple[int, str] | None:
    """The here-document that is open below `lines`: the line, which counts from 1, and the end word
    that bash waits for. None if there is none. Raises GuideError if there is no bash."""
    opening = [number for number, line in enumerate(lines, 1) if "<<" in line]
    if not opening:
        return None
    found = _OPEN.search(_read("\n".join(lines) + "\n").stderr)
    # Bash gives the line behind the one that opens it, or that of an open quote.
    return (max(n for n in opening if n <= int(found[1])), found[2]) if found else None


@cache
def _read(text: str) -> subprocess.CompletedProcess[str]:
    # No BASH_ENV, which names a file that bash would run; messages in English.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    try:
        return subprocess.run(
            ["bash", "-n"],
            input=text,
            encoding="utf-8",
            errors="replace",
            capture_output=True,
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        message = "cannot be checked: bash is not installed; apt-get install bash"
        raise GuideError([Problem("docs/lessons", 1, message)]) from None
