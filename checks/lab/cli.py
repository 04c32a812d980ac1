"""What the commands of the lab have in common: options, messages, and a session in an engine."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from docker.errors import DockerException
from requests.exceptions import RequestException

from checks.guide.problem import GuideError
from checks.lab import cache
from checks.lab.engine import Engine, engine
from checks.lab.error import LabError, meant
from checks.lab.progress import say
from checks.lab.run import Run, clean, die_with_parent, run


class Parser(argparse.ArgumentParser):
    """The options of `nox -s NAME`. Says which one was meant when one is misspelt."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"nox -s {name} --", description=description, allow_abbrev=False)

    def error(self, message: str) -> None:  # type: ignore[override]
        known = [text for action in self._actions for text in action.option_strings]
        unknown = (word for word in sys.argv[1:] if word.partition("=")[0] not in known)
        hint = "".join(meant(word, known, 1, 0.5) for word in unknown if word.startswith("-"))
        what = f"{message[0].upper()}{message[1:]}.{hint}"
        raise LabError(what, f"{self.prog} --help lists what there is.")


@contextmanager
def session() -> Iterator[tuple[Engine, Run]]:
    """An engine and a run in it, alone in the cache folder; nothing of the run is left after it.

    Raises LabError if there is no engine, or if another run keeps the cache folder too long.
    """
    with cache.lock(), run() as this, engine(this.folder, this.cgroup) as opened:
        this.uses(opened)
        clean(opened.client)
        try:
            yield opened, this
        finally:
            before = signal.signal(signal.SIGINT, _leave_at_once)
            try:
                say("  … Removing the machines")
                clean(opened.client, this.name)
            finally:
                signal.signal(signal.SIGINT, before)


def _leave_at_once(number: int, frame: object) -> None:
    """A second Ctrl-C ends this process at once; the watcher then removes what is left."""
    say("  ! Interrupted again: leaving; what is left is removed in the background")
    os._exit(130)


def run_command(work: Callable[[], int]) -> int:
    """Run `work` as a command of its own and return its exit code.

    It ends with its parent, and on SIGTERM as by Ctrl-C. What went wrong is said in one paragraph,
    never as a traceback.
    """

    def ended(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    die_with_parent()
    signal.signal(signal.SIGTERM, ended)
    try:
        return work()
    except LabError as error:
        say(f"\nError: {error}")
    except GuideError as error:
        say(f"\n{error}")
    except KeyboardInterrupt:
        say("\nInterrupted. Nothing is left behind; what was cached stays.")
        return 130
    except BrokenPipeError:  # `| head` has seen enough; what Python still holds goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except (DockerException, RequestException) as error:
        say(
            f"\nError: the Docker Engine broke off: {error}\n"
            "  Run again; if it happens again, look at the engine's own log."
        )
    return 2
