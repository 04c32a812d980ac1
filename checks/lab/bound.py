"""Programs that end with us, whatever ends us."""

from __future__ import annotations

import os

# Ends the process when the thread that started it ends, even by SIGKILL (prctl(2)).
_DIE_WITH_US = (
    *("setpriv", "--pdeathsig", "KILL", "--"),
    # Who was killed before that was set has handed its child on: then it is not to start at all.
    *("sh", "-c", '[ "$PPID" = "$0" ] && exec "$@"'),
)


def bound(*spaces: str) -> tuple[str, ...]:
    """The words before a command that has it end with this thread, in namespaces of its own, as
    unshare(1) names them. What it mounts there ends with it, too."""
    return *_DIE_WITH_US, str(os.getpid()), "unshare", *spaces
