"""`nox -s try`: a terminal on a lesson's machine, and nothing left after it."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab import cache
from tests.conftest import verify_environment

HANGS = 300
"""Seconds without a sign of life after which a test gives up."""

COMMAND = [sys.executable, "-m", "checks.lab.tryout"]


class Visitor:
    """Somebody at a terminal: types, and reads until something stands on the screen."""

    def __init__(self, *words: str) -> None:
        self.screen = ""
        self.pid, self.line = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execve(sys.executable, [*COMMAND, *words], verify_environment(ROOT, TERM="xterm"))

    def sees(self, pattern: str) -> str:
        """Read until `pattern` is on the screen; gives the screen and begins a new one."""
        while not re.search(pattern, self.screen):
            ready, _, _ = select.select([self.line], [], [], HANGS)
            self._demands(ready, f"{pattern!r} is not in:\n{self.screen}")
            try:
                data = os.read(self.line, 65536)
            except OSError:  # the program has ended
                data = b""
            self._demands(data, f"{pattern!r} is not in:\n{self.screen}")
            self.screen += data.decode("utf-8", "replace")
        seen, self.screen = self.screen, ""
        return seen

    def types(self, text: str) -> None:
        os.write(self.line, text.encode())

    def ends(self) -> int:
        """Wait for the program's end; gives its exit code."""
        while True:
            ready, _, _ = select.select([self.line], [], [], HANGS)
            self._demands(ready, f"it does not end:\n{self.screen}")
            try:
                self.screen += os.read(self.line, 65536).decode("utf-8", "replace")
            except OSError:
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _demands(self, fact: object, message: str) -> None:
        """Fail without it; the program goes, so that no other test waits for its cache folder."""
        if not fact:
            os.kill(self.pid, signal.SIGTERM)
            pytest.fail(message)


@pytest.mark.root
def test_a_reader_breaks_a_docker_that_is_not_his(embedding: None) -> None:
    visitor = Visitor("daemon/file", "--language", "en")
    visitor.sees(r"F2 puts the next one")
    visitor.types("ls; id --name --groups\n")
    assert "docker" in visitor.sees(r"(?s)daemon\.json.*steps\.sh.*reader.*docker")
    visitor.types("docker version --format '{{.Server.Version}}' && echo answe''red\n")
    visitor.sees("answered")
    visitor.types("\x1bOQ")  # F2
    first = load_lesson(ROOT / "docs/lessons/daemon/file.sh").steps[0].command
    visitor.sees(re.escape(first))
    visitor.types("\n")  # no Ctrl-C: while F2 is at work, it would not reach the command line
    visitor.sees("live-restore")
    visitor.types("exit 3\n")
    assert visitor.ends() == 3
    assert not [*(cache.folder() / "runs").glob("*")]


@pytest.mark.root
def test_the_neighbour_is_there_too(embedding: None) -> None:
    visitor = Visitor("registry/http.lab", "--language", "zh")
    visitor.sees("按 F2")
    visitor.types("ssh registry.internal hostname && echo rea''ched\n")
    assert "registry" in visitor.sees("reached")
    visitor.types("exit\n")
    assert visitor.ends() == 0


def _refused(*words: str) -> str:
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env=verify_environment(ROOT),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_lesson_that_is_not_there() -> None:
    said = _refused("daemon/mirorr")
    assert 'There is no lesson "daemon/mirorr". Did you mean daemon/mirror' in said


def test_no_terminal() -> None:
    assert "There is no terminal to open the machine in." in _refused("daemon/mirror")


def test_no_lesson_named() -> None:
    assert "PAGE" in _refused()


def test_a_folder_is_no_lesson(tmp_path: Path) -> None:
    assert "There is no lesson" in _refused(str(tmp_path))
