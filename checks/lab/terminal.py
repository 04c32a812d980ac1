"""The terminal: one bash per lesson, kept open in the machine, as a person keeps it.

Variables, functions and the working folder carry over from step to step. Each step has its own time
limit and its own output, and what a step leaves running in the background cannot write into the
next one's. Everything goes through one connection (`docker exec -i`), so that a command costs a
few milliseconds where a fresh `docker exec` costs sixty (facts measured in November 2026).
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import struct
import threading
import time
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docker.models.containers import Container

from checks.lab import waiting

USER = "reader"
"""Who types the commands: an ordinary user who may use sudo, as on a cloud server."""

HOME = f"/home/{USER}"

ENVIRONMENT = {
    "HOME": HOME,
    "USER": USER,
    "LOGNAME": USER,
    "SHELL": "/bin/bash",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "xterm",
    "COLUMNS": "100",
    "LINES": "40",
}
"""What the shell starts with. Fixed, so that two runs differ only where the world does."""

CUT_AT = 64 * 1024
"""Bytes that are kept of an output's beginning, and as many of its end."""

STEP_LIMIT = 180.0
"""Seconds that a step may take unless its check allows more: what hangs is ended, and what runs on
a busy host is not."""

CHECK_LIMIT = 90.0
"""Seconds that one command of a check may take."""

_STILL = 0.5
"""Seconds without output after which a step waits for what is typed next."""

RELAY = Path(__file__).with_name("relay.pl").read_text(encoding="utf-8")
_HEADER = struct.Struct(">cII")


class StepError(Exception):
    """A step did not end as a command ends. `result` is what it had printed until then."""

    def __init__(self, what: str, result: Result) -> None:
        super().__init__(what)
        self.result = result


class StepTimeout(StepError):
    """The step was still running at its limit; it and all that it started have been ended."""


class ShellDied(StepError):
    """The step ended the shell that it ran in."""


class MachineDied(StepError):
    """The connection to the machine ended under the step."""


@dataclass
class Output:
    """What a stream printed: all of it, or its beginning and its end."""

    head: bytearray = field(default_factory=bytearray)
    tail: bytearray = field(default_factory=bytearray)
    size: int = 0

    def add(self, data: bytes) -> None:
        self.size += len(data)
        room = CUT_AT - len(self.head)
        self.head += data[:room]
        self.tail += data[room:]
        if len(self.tail) > 2 * CUT_AT:
            del self.tail[:-CUT_AT]

    @property
    def cut(self) -> int:
        """Bytes left out of the middle."""
        return max(0, self.size - 2 * CUT_AT)

    def __bytes__(self) -> bytes:
        if not self.cut:
            return bytes(self.head + self.tail)
        return bytes(self.head) + b"\n[... %d bytes ...]\n" % self.cut + bytes(self.tail[-CUT_AT:])

    def __str__(self) -> str:
        """As text. Bytes that are not UTF-8 are shown as `\\xNN` and so survive."""
        return bytes(self).decode("utf-8", "backslashreplace")


@dataclass
class Result:
    """How a command ended: exit code, both outputs, and the seconds it took."""

    exit: int | None
    stdout: Output
    stderr: Output
    seconds: float

    @property
    def text(self) -> str:
        """Both outputs, for a person."""
        return f"{self.stdout}{self.stderr}"


class _Running:
    """A command under way: collects what the relay sends about it."""

    def __init__(self) -> None:
        self.stdout = Output()
        self.stderr = Output()
        self.over = Future[int]()
        """The exit code, or ShellDied or MachineDied."""
        self.started = time.monotonic()

    def result(self, exit: int | None = None) -> Result:
        return Result(exit, self.stdout, self.stderr, time.monotonic() - self.started)


class Terminal:
    """A connection to one machine."""

    def __init__(self, container: Container, command: list[str] | None = None) -> None:
        """`command` leads to a relay in the container's machine; None starts one in the container.
        Every limit is `waiting.patience` times as long."""
        variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        command = command or ["perl", "-e", RELAY, "--", USER, HOME, *variables]
        stream: Any = container.exec_run(command, stdin=True, user="root", socket=True).output
        # The SDK wraps a Unix or TCP socket in a reader that cannot write.
        self._socket: socket.socket = getattr(stream, "_sock", stream)
        self._stream = stream
        self._socket.settimeout(None)
        self._sending = threading.Lock()
        self._commands: dict[int, _Running] = {}
        self._number = 0
        self._lost = False
        self._complaint = bytearray()
        threading.Thread(target=self._read, daemon=True).start()
        self.log_in()

    # -- what a check uses ---------------------------------------------------------------------

    def run(self, command: str, limit: float = STEP_LIMIT) -> Result:
        """Run one step in the shell, with nothing to read (`/dev/null`).

        `limit` in seconds. Raises StepTimeout, ShellDied or MachineDied.
        """
        return self._finish(self._start(b"R", command.encode()), limit)

    def type(self, command: str, keys: list[str]) -> Result:
        """Run one step on a pseudo-terminal and type `keys` one after the other.

        Each is typed as soon as the screen has been still for a moment, which is how a person knows
        that it is his turn. Errors as for `run`.
        """
        size = struct.pack(">HH", int(ENVIRONMENT["LINES"]), int(ENVIRONMENT["COLUMNS"]))
        running = self._start(b"T", size + command.encode())
        number = self._number
        for text in keys:
            self._wait_still(running, running.started + STEP_LIMIT * waiting.patience)
            if running.over.done():
                break
            self._send(b"I", number, text.encode())
        return self._finish(running, STEP_LIMIT)

    def interrupt(self, command: str, after: float, times: int = 1) -> Result:
        """Run one step that does not end by itself, and press Ctrl-C after `after` seconds, `times`
        times."""
        running = self._start(b"R", command.encode())
        for _ in range(times):
            if not _ended(running, after):
                self._send(b"S", 0, b"INT")
        return self._finish(running, STEP_LIMIT)

    def check(self, command: str, limit: float = CHECK_LIMIT) -> Result:
        """Run a command of a check: as root, in `/bin/sh`, beside the lesson's shell."""
        late = f"the check's own command did not end within {limit:.0f} s: {command}"
        return self._wait(self._start(b"C", command.encode()), limit, late)

    def log_in(self) -> None:
        """Log out and in again: a new shell, with the groups that the user has now."""
        late = f"the log-in did not end within {CHECK_LIMIT:.0f} s"
        self._wait(self._start(b"L", b""), CHECK_LIMIT, late)

    def close(self) -> None:
        """Hang up; the machine's end stops everything that the lesson left running."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._stream.close()

    # -- commands ------------------------------------------------------------------------------

    def _start(self, letter: bytes, payload: bytes) -> _Running:
        self._number += 1
        running = self._commands[self._number] = _Running()
        self._send(letter, self._number, payload)
        if self._lost:
            self._hang_up()
        return running

    def _wait(self, running: _Running, limit: float, late: str) -> Result:
        """How the command ended. Raises StepTimeout(late) if it has not `limit` seconds after it
        began."""
        left = running.started + limit * waiting.patience - time.monotonic()
        try:
            return running.result(running.over.result(max(left, 0)))
        except TimeoutError:
            raise StepTimeout(late, running.result()) from None

    def _finish(self, running: _Running, limit: float) -> Result:
        late = (
            f"the step was still running after its limit of {limit:.0f} s; "
            "it and everything that it had started were ended"
        )
        try:
            return self._wait(running, limit, late)
        except StepTimeout:
            self._send(b"K", 0, b"")
            _ended(running, 10)
            raise

    def _wait_still(self, running: _Running, deadline: float) -> None:
        """Wait until the step has printed something and then nothing more for a moment."""
        seen = running.stdout.size
        while not _ended(running, _STILL) and time.monotonic() < deadline:
            if seen and running.stdout.size == seen:
                return
            seen = running.stdout.size

    # -- the connection ------------------------------------------------------------------------

    def _send(self, letter: bytes, number: int, payload: bytes) -> None:
        try:
            with self._sending:
                self._socket.sendall(_HEADER.pack(letter, number, len(payload)) + payload)
        except OSError:
            self._hang_up()

    def _read(self) -> None:
        """Take Docker's frames apart, and the relay's inside them, until the connection ends."""
        buffer = bytearray()
        try:
            while True:
                header = self._exactly(8)
                kind, length = header[0], int.from_bytes(header[4:], "big")
                data = self._exactly(length)
                if kind == 2:
                    self._complaint += data
                    continue
                buffer += data
                while len(buffer) >= _HEADER.size:
                    letter, number, size = _HEADER.unpack_from(buffer)
                    end = _HEADER.size + size
                    if len(buffer) < end:
                        break
                    self._received(letter, number, bytes(buffer[_HEADER.size : end]))
                    del buffer[:end]
        except (OSError, EOFError, ValueError):
            pass
        self._hang_up()

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            more = self._receive(min(size - len(data), 1 << 16))
            if not more:
                raise EOFError
            data += more
        return bytes(data)

    def _receive(self, size: int) -> bytes:
        """What has come, at most `size` bytes. Over TLS this waits outside of the lock: OpenSSL
        must not read from a connection in one thread and write to it in another."""
        while isinstance(self._socket, ssl.SSLSocket):
            with self._sending:
                self._socket.setblocking(False)
                try:
                    return self._socket.recv(size)
                except ssl.SSLWantReadError:
                    pass
                finally:
                    self._socket.setblocking(True)
            select.select([self._socket], [], [])
        return self._socket.recv(size)

    def _received(self, letter: bytes, number: int, data: bytes) -> None:
        running = self._commands.get(number)
        if running is None:
            return  # a background process of a step that has ended
        if letter == b"o":
            running.stdout.add(data)
        elif letter == b"e":
            running.stderr.add(data)
        elif self._commands.pop(number, None):  # else the connection ended just now
            if letter == b"x":
                running.over.set_result(int.from_bytes(data, "big"))
            else:
                why = f"the step ended its own shell ({data.decode()})"
                running.over.set_exception(ShellDied(why, running.result()))

    def _hang_up(self) -> None:
        self._lost = True
        words = self._complaint.decode("utf-8", "replace").strip()
        why = "the machine went away under the command" + (f": {words}" if words else "")
        with contextlib.suppress(KeyError):  # none is left
            while True:
                _, running = self._commands.popitem()
                running.over.set_exception(MachineDied(why, running.result()))


def _ended(running: _Running, seconds: float) -> bool:
    """Whether a command ends within so many seconds of a computer that is not emulated."""
    return bool(wait([running.over], seconds * waiting.patience).done)
