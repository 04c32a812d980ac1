"""The step as its check sees it: run it, look at what it printed."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping

from checks.guide.lesson import Step
from checks.lab.machine import Machine
from checks.lab.terminal import STEP_LIMIT, MachineDied, Output, Result, ShellDied
from checks.lab.waiting import await_true


class UnexpectedExit(AssertionError):
    """The command's exit code is not the one that the check expects."""


class StepRun:
    """One step of a lesson and the machine that it runs on."""

    def __init__(self, step: Step, machine: Machine, finds_its_way: bool = False) -> None:
        self.step = step
        self.machine = machine
        self.finds_its_way = finds_its_way
        """Whether it begins with a `cd` that leads to its place from anywhere."""
        self.result: Result | None = None
        self.hide: Mapping[str, str] = {}
        self.unordered = False
        self.span: tuple[float, float] | None = None
        """When the command began and ended, in seconds since 1970."""

    def __repr__(self) -> str:
        return f"<step {self.step.key}>"

    def run(
        self,
        exit: int | Collection[int] = 0,
        limit: float = STEP_LIMIT,
        hide: Mapping[str, str] = {},
        unordered: bool = False,
    ) -> Result:
        """Run the step as printed, with nothing to read. It must end with the code `exit`, or
        with one of them where that is chance.

        `limit` in seconds. `hide` names what differs from run to run (see guide/normal.py), and
        `unordered` says that the order of the printed lines does: the record has them sorted.
        """
        __tracebackhide__ = True
        self.unordered = unordered
        done = self._play(exit, hide, self.machine.terminal.run, limit)
        if "rm -" in self.step.command:
            there = self.machine.terminal.run('[ -d "$PWD" ]').exit == 0
            assert there, "leaves the reader in a directory that it removed"
        return done

    def type(self, *keys: str, exit: int = 0, hide: Mapping[str, str] = {}) -> Result:
        """Run the step on a real terminal and type `keys`, each when the screen stands still."""
        __tracebackhide__ = True
        return self._play(exit, hide, self.machine.terminal.type, [*keys])

    def interrupt(
        self, after: float, times: int = 1, exit: int | None = 130, hide: Mapping[str, str] = {}
    ) -> Result:
        """Run the step, which does not end by itself, and press Ctrl-C after `after` seconds.

        It must end with the code `exit`; None allows any.

        With `times`, again after as many seconds: no more often than the step needs.
        """
        __tracebackhide__ = True
        return self._play(exit, hide, self.machine.terminal.interrupt, after, times)

    def reboot(self) -> None:
        """Run the step, which restarts the machine, and log in when it is up again."""

        def play(command: str) -> Result:
            try:
                done = self.machine.terminal.run(command)
            except (MachineDied, ShellDied) as error:
                done = error.result
            # Or the machine, going down, ended the command (SIGTERM) before its shell.
            gone = done.exit in (None, 128 + 15)
            return Result(0, Output(), Output(), done.seconds) if gone else done

        self._play(None, {}, play)
        self.machine.reboot()

    def lasts_until(self, fact: Callable[[], bool]) -> None:
        """Wait for what the command has begun and not waited for. It belongs to the step, and so
        does what a stand-in answers meanwhile."""
        await_true(fact)
        assert self.span
        self.span = (self.span[0], time.time())

    def again(self, limit: float = STEP_LIMIT) -> Result:
        """Run the step once more, where the check has made something else true.

        Some options show what they are for only when something goes wrong or is already done. What
        this prints is not recorded, and any exit code will do.
        """
        return self.machine.terminal.run(self.step.command, limit)

    def log_in_again(self) -> None:
        """Log out and in, as the page says before this step: a new shell with today's groups."""
        self.machine.terminal.log_in()

    def _play(
        self,
        exit: int | Collection[int] | None,
        hide: Mapping[str, str],
        play: Callable[..., Result],
        *how: object,
    ) -> Result:
        """Run the command, note when it began and ended, and compare its exit code (None: any)."""
        __tracebackhide__ = True
        self.hide = hide
        if self.finds_its_way:  # a reader may be anywhere
            self.machine.terminal.run("cd /")
        began = time.time()
        try:
            self.result = play(self.step.command, *how)
        finally:
            self.span = (began, time.time())
        allowed = {exit} if isinstance(exit, int) else {*(exit or ())}
        if allowed and self.result.exit not in allowed:
            wanted = " or ".join(map(str, sorted(allowed)))
            raise UnexpectedExit(f"exited {self.result.exit}, expected {wanted}")
        assert "% Total " not in self.result.text, "curl shows its meter: --silent is missing"
        return self.result
