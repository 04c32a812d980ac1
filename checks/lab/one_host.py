"""`nox -s read`: one reader, one host. All pages' commands in the order of the menu on one machine,
and nothing that was his may be gone.

Before the first page the host gets what a reader may have (own_things.sh): settings, containers,
volumes, images, files. After each page the same things are looked up again (own_things_look.sh).
The lab lessons stay out: they say that they are not for a reader's host.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import re
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

import msgspec
import pytest

from checks.guide.lesson import Lesson, load_lessons
from checks.guide.page import menu
from checks.guide.problem import ROOT
from checks.guide.record import Record, load_record, load_records
from checks.lab import report
from checks.lab.cli import Parser, run_command
from checks.lab.error import LabError, tail
from checks.lab.ground import Assignment, Wanted, add_options
from checks.lab.machine import Machine
from checks.lab.plugin import LessonPlugin
from checks.lab.progress import say
from checks.lab.route import starts_fresh
from checks.lab.runner import Runner, opened
from checks.lab.step_run import StepRun, UnexpectedExit
from checks.lab.terminal import StepError
from checks.lab.verify import select

_LAST = "install/remove"
"""The page that takes Docker away, and with it all that it holds; it says so. Not played: Docker's
data lie on volumes of the lab, which cannot be removed, and its check knows how to step aside."""

_OWN = Path(__file__).with_name("own_things.sh")
_LOOK = Path(__file__).with_name("own_things_look.sh").read_text(encoding="utf-8")

_GIVE_BACK = "cp -a --no-clobber /root/kept/. /; rm -rf /root/kept"
"""What brings back settings that a check's preparation took away."""

_AT_A_TERMINAL = re.compile(r"\bstep\.(type|interrupt|reboot|log_in_again)\(")

_ASKS = 10.0
"""Seconds in which a server that was started by the step before has to answer. A person types."""

_LIMIT = 600.0
"""Seconds that a command may take; some download and build."""

_SETTINGS = "/etc/docker /home/reader/.docker"
"""Where a reader has settings that a check's preparation may take away."""

_PATIENCE = 60.0
"""Seconds that Docker has to bring the reader's container back after a page restarted it."""


Ends = Mapping[str, set[int]]
"""The exit codes with which a command has ended, by its hash."""


def options(arguments: list[str]) -> Wanted:
    """Read the command line. Raises LabError."""
    words = "Run all pages' commands on one machine, in the menu's order; what was there must stay."
    parser = Parser("read", words)
    words = "a page such as daemon/mirror, or a chapter such as daemon (default: all)"
    parser.add_argument("lessons", nargs="*", metavar="PAGE", help=words)
    add_options(parser)
    return parser.parse_args(arguments, Wanted())


class NextLesson(LessonPlugin):
    """A lesson on a machine on which others were before it.

    Its checks prepare what is around the machine, such as neighbours. Their bodies do not run,
    because they ask for a host without a past and change it to see what the command does then.
    Each command is run as printed and must end as the record says.
    """

    def __init__(self, assignment: Assignment, machine: Machine, ends: Ends) -> None:
        super().__init__(assignment)
        self.used = machine
        self.ends = ends

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        # What a check's preparation took away, for a host on which nobody set anything, comes back.
        self.used.terminal.check(_GIVE_BACK)
        if super().pytest_pyfunc_call(pyfuncitem):
            return True
        step = cast(StepRun, pyfuncitem.funcargs["step"])
        if not _AT_A_TERMINAL.search(inspect.getsource(pyfuncitem.function)):
            self._run(step)
            return True
        # Only its check knows what is typed. What it asserts then is not asked here.
        names = inspect.signature(pyfuncitem.function).parameters
        try:
            pyfuncitem.function(**{name: pyfuncitem.funcargs[name] for name in names})
        except (UnexpectedExit, StepError, LabError):
            raise
        except Exception:
            if step.result is None:
                raise
        return True

    def _run(self, step: StepRun) -> None:
        """Run the command; what asks a server that has only just been started asks again."""
        deadline = time.monotonic() + _ASKS
        while True:
            try:
                step.run(limit=_LIMIT)
                return
            except UnexpectedExit:
                if step.result and step.result.exit in self.ends.get(step.step.hash, ()):
                    return
                if "curl" not in step.step.command or time.monotonic() > deadline:
                    raise
            time.sleep(1)

    def _start(self) -> Machine:
        self.used.terminal.log_in()
        self.used.terminal.check(f"mkdir /root/kept; cp -a --parents {_SETTINGS} /root/kept")
        return self.used

    def _conclude(self, machine: Machine) -> None:
        """The machine stays for the next lesson; its neighbours, their names and the second disk
        that a check's preparation mounts go."""
        machine.terminal.check(_GIVE_BACK)
        machine.terminal.check(
            "umount /srv && sed --in-place '\\# /srv none bind #d' /etc/fstab && "
            "systemctl daemon-reload && rm -rf /var/lib/docker/disk /var/lib/containerd/disk"
        )
        machine.sandbox.keep_only(machine.container)
        machine.terminal.check("rm -f /home/reader/.ssh/known_hosts; cat /root/hosts > /etc/hosts")


def in_order(names: Iterable[str], lessons: Mapping[str, Lesson]) -> list[str]:
    """The page lessons of these in the menu's order, without other ways to install Docker."""
    places = [page.removesuffix(".md") for page in menu(ROOT)]
    pages = [name for name in names if not name.endswith(".lab")]
    ways = [name for name in pages if starts_fresh(lessons[name])]
    if ways:
        say(f"  ! Left out, being other ways to install Docker: {', '.join(ways)}")
    pages = [name for name in pages if name not in (*ways, _LAST)]
    return sorted(pages, key=lambda name: places.index(lessons[name].page))


def lost(before: str, machine: Machine) -> list[str]:
    """What the reader had and has no more, a line each; empty once all is there again."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        now = {*str(machine.terminal.check(_LOOK).stdout).splitlines()}
        gone = [line for line in before.splitlines() if line not in now]
        if not gone or time.monotonic() > deadline:
            return gone
        time.sleep(0.5)


def play(runner: Runner, name: str, machine: Machine, ends: Ends) -> Record:
    """Run one lesson's commands on the machine; its record, which is not kept."""
    assignment = runner.assignment(name)
    os.environ.update(assignment.handed_over())
    # testinfra's own plugin would come after this one and give the checks another `host`.
    words = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:pytest11.testinfra"]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        lesson = NextLesson(assignment, machine, ends)
        code = pytest.main([*words, runner.lessons[name].check], plugins=[lesson])
    if code is pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    record = load_record(Path(assignment.result))
    if not record.steps and not record.error:
        raise LabError(
            f"No check of {name} ran:{tail(said.getvalue(), 15)}",
            f"See whether it runs by itself: nox -s verify -- {name}",
        )
    return record


def read(asked: Wanted) -> int:
    """Follow the guide as one reader; returns the exit code."""
    lessons = load_lessons()
    names = in_order(select(asked.lessons, lessons, asked.route), lessons)
    say(f"Reading {len(names)} page{'s' * (len(names) > 1)} on one host")
    with opened(asked, lessons) as runner:
        machine = runner.machine()
        machine.put(_OWN, "own_things.sh")
        made = machine.terminal.run("bash ~/own_things.sh")
        if made.exit:
            raise LabError(
                f"The reader's own things could not be made:{tail(made.text, 15)}",
                "Correct checks/lab/own_things.sh.",
            )
        before = str(machine.terminal.check(f"cp /etc/hosts /root/hosts; {_LOOK}").stdout)
        ends: dict[str, set[int]] = {}
        for step in (step for known in load_records() for step in known.steps):
            ends.setdefault(step.hash, set()).add(step.exit or 0)
        records: dict[str, Record] = {}
        for name in names:
            record = play(runner, name, machine, ends)
            gone = lost(before, machine)
            if gone:
                error = "\n    ".join(["after this page the reader has no more:", *gone])
                record = msgspec.structs.replace(record, error=f"{record.error}\n{error}".strip())
                before = "\n".join(line for line in before.splitlines() if line not in gone)
            records[name] = record
            mark = "✓" if record.passed else "✗"
            say(f"  {mark} {name}: {len(record.steps)} steps ({record.seconds:.1f} s)")
            report.print_failures(lessons[name], record)
        report.print_states(records, time.monotonic() - runner.began)
    return 0 if records and all(record.passed for record in records.values()) else 1


if __name__ == "__main__":
    sys.exit(run_command(lambda: read(options(sys.argv[1:]))))
