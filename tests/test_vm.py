"""The virtual machine as a lesson's machine, as far as it can be tried without QEMU."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import tty
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from checks.lab import waiting
from checks.lab.error import LabError
from checks.lab.runner import Runner
from checks.lab.terminal import RELAY
from checks.lab.vm import VirtualMachine, image

END = b"\x04"
"""What a terminal that is not raw takes as the end: its reader gets 0 bytes."""
CHECK = struct.pack(">cII", b"C", 7, 9) + b"echo here"
SAID = [struct.pack(">cII", b"o", 7, 5) + b"here\n", struct.pack(">cII", b"x", 7, 4) + bytes(4)]


@pytest.fixture
def port() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A relay on a character device, which has read as ended once: our end, and its process."""
    ours, device = pty.openpty()
    command = ["perl", "-e", RELAY, "--", "root", "/"]
    with subprocess.Popen(command, stdin=device, stdout=device) as relay:
        os.write(ours, END)
        with pytest.raises(subprocess.TimeoutExpired):
            relay.wait(1)
        tty.setraw(device)
        os.close(device)
        yield ours, relay
        relay.kill()
    os.close(ours)


def test_a_port_that_nobody_has_taken_is_not_given_up(
    port: tuple[int, subprocess.Popen[bytes]],
) -> None:
    ours, relay = port
    os.write(ours, CHECK)
    said = b""
    while len(said) < sum(map(len, SAID)):
        said += os.read(ours, 1000)
    assert said == b"".join(SAID)
    assert relay.poll() is None


def test_a_pipe_that_ends_is_the_end() -> None:
    command = ["perl", "-e", RELAY, "--", "root", "/"]
    done = subprocess.run(command, input=CHECK[:0], capture_output=True, timeout=60, check=False)
    assert done.stdout == b""


def test_an_engine_on_another_processor_is_named() -> None:
    client = SimpleNamespace(info=lambda: {"Architecture": "aarch64"})
    images: Any = SimpleNamespace(engine=SimpleNamespace(client=client))
    with pytest.raises(LabError) as caught:
        image(images, SimpleNamespace(), "machine")  # type: ignore[arg-type]
    assert "x86-64, and the engine is on aarch64" in caught.value.what
    assert caught.value.remedy == "Leave out --machine vm."


@pytest.mark.parametrize(("vm", "jobs"), [("", 9), ("image", 4)])
def test_virtual_machines_have_two_processors_each(vm: str, jobs: int) -> None:
    info = {"NCPU": 8, "MemTotal": 64 * 2**30}
    client = SimpleNamespace(info=lambda: info)
    runner: Any = SimpleNamespace(
        engine=SimpleNamespace(client=client), ground=SimpleNamespace(beside=vm)
    )
    jobs_of: Any = Runner.jobs
    assert jobs_of.func(runner) == jobs


@pytest.mark.parametrize(("took", "patience"), [("4\n", 1.0), ("130\n", 13.0)])
def test_limits_are_as_long_as_the_start_was_slow(
    took: str, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "patience", 1.0)
    monkeypatch.setattr("checks.lab.vm.Terminal", lambda *given: given)
    container = SimpleNamespace(exec_run=lambda command: SimpleNamespace(output=took.encode()))
    machine: Any = SimpleNamespace(container=container)
    _, command = cast("tuple[Any, ...]", VirtualMachine.connect(machine))
    assert command == ["socat", "-", "UNIX-CONNECT:/run/vm/relay"]
    assert waiting.patience == patience
